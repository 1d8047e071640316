import JSON

/// Some members of many bodies, without building the rest: a table of two hundred thousand events wants seventeen of
/// twenty-eight members.
public struct BodyFields: Sendable {
    private let paths: [[String]]
    /// Those of an object stand together, in the order of a canonical body; the outermost are first.
    private let members: [Member]
    private let outermost: Range<Int>
    /// All names, one after the other.
    private let names: [UInt8]

    /// A member that is wanted, or that holds some that are.
    private struct Member: Sendable {
        /// Where it stands in ``names``.
        let name: Range<Int>
        /// Its place among the values; nil where only what is within it is wanted.
        let place: Int?
        /// Of those that are within it.
        var inner = 0..<0
    }

    /// - Parameter names: different ones. A dot leads into an object: `details.route`.
    public init(_ names: [String]) {
        paths = names.map { $0.split(separator: ".").map(String.init) }
        var (members, bytes) = ([Member](), [UInt8]())
        func add(_ paths: [(path: ArraySlice<String>, place: Int)]) -> Range<Int> {
            let groups = Dictionary(grouping: paths) { Array(($0.path.first ?? "").utf8) }
                .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            let start = members.count
            for (name, group) in groups {
                bytes += name
                members.append(
                    Member(
                        name: bytes.count - name.count..<bytes.count, place: group.first { $0.path.count == 1 }?.place))
            }
            for (offset, group) in groups.enumerated() {
                let inner = group.value.filter { $0.path.count > 1 }.map {
                    (path: $0.path.dropFirst(), place: $0.place)
                }
                if !inner.isEmpty { members[start + offset].inner = add(inner) }
            }
            return start..<start + groups.count
        }
        outermost = add(paths.enumerated().map { ($0.element[...], $0.offset) })
        self.members = members
        self.names = bytes
    }

    /// How many values there are.
    public var count: Int { paths.count }

    /// The values in the order of the names; `null` for a member that isn't there. An object is given empty.
    public func values(of event: StoredEvent) throws(UnreadableEvent) -> [JSONValue] {
        if let values = quickly(event.body) { return values }
        let json = try event.json()
        return paths.map { path in
            let value = path.reduce(json as JSONValue?) { $0?[$1] }
            return if case .object = value { .object([:]) } else { value ?? .null }
        }
    }

    /// Nil for a body that isn't canonical, or that holds what is looked at more closely elsewhere.
    private func quickly(_ body: String) -> [JSONValue]? {
        var body = body
        return body.withUTF8 { bytes in
            var places = [Range<Int>](repeating: 0..<0, count: count)
            guard find(in: bytes, &places) else { return nil }
            var values: [JSONValue] = []
            values.reserveCapacity(count)
            for place in places {
                guard !place.isEmpty else {
                    values.append(.null)
                    continue
                }
                var scanner = FieldScanner(bytes: UnsafeBufferPointer(rebasing: bytes[place]))
                guard let value = scanner.value(), scanner.isAtEnd else { return nil }
                values.append(value)
            }
            return values
        }
    }

    /// Where the values stand as they are written, in the order of the names; empty for a member that isn't there.
    ///
    /// - Parameters:
    ///   - body: the whole body.
    ///   - places: as many as there are names; what they held doesn't matter.
    /// - Returns: false for a body that isn't canonical, and for one whose members' names are beyond ASCII or have anything
    ///   escaped: such a one may be.
    public func find(in body: UnsafeBufferPointer<UInt8>, _ places: inout [Range<Int>]) -> Bool {
        members.withUnsafeBufferPointer { members in
            names.withUnsafeBufferPointer { names in
                places.withUnsafeMutableBufferPointer { places in
                    places.update(repeating: 0..<0)
                    var scanner = FieldScanner(bytes: body)
                    return Self.take(outermost, depth: 0, of: members, names, from: &scanner, into: places)
                        && scanner.isAtEnd
                }
            }
        }
    }

    /// Reads one object.
    private static func take(
        _ wanted: Range<Int>, depth: Int, of members: UnsafeBufferPointer<Member>, _ names: UnsafeBufferPointer<UInt8>,
        from scanner: inout FieldScanner, into places: UnsafeMutableBufferPointer<Range<Int>>
    ) -> Bool {
        var next = wanted.lowerBound
        guard scanner.take("{") else { return false }
        if scanner.take("}") { return true }
        var previous: Range<Int>?
        repeat {
            guard let name = scanner.plainName(), scanner.take(":") else { return false }
            if let previous, scanner.order(previous, name) >= 0 { return false }
            previous = name
            var order: Int32 = 1
            while next < wanted.upperBound {
                order = scanner.order(of: UnsafeBufferPointer(rebasing: names[members[next].name]), name)
                if order >= 0 { break }
                next += 1
            }
            guard next < wanted.upperBound, order == 0 else {
                guard scanner.skipCanonical(depth: depth + 1) else { return false }
                continue
            }
            let member = members[next]
            let start = scanner.position
            if !member.inner.isEmpty, scanner.isAtObject {
                let isObject = take(
                    member.inner, depth: depth + 1, of: members, names, from: &scanner, into: places)
                guard isObject else { return false }
            } else {
                guard scanner.skipCanonical(depth: depth + 1) else { return false }
            }
            if let place = member.place { places[place] = start..<scanner.position }
        } while scanner.take(",")
        return scanner.take("}")
    }
}
