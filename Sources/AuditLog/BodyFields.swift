import JSON

/// Some members of many bodies, without building the rest: a table of two hundred thousand events wants seventeen of
/// twenty-eight members.
public struct BodyFields: Sendable {
    private let paths: [[String]]
    private let members: [Member]

    /// A member that is wanted, or that holds some that are.
    private struct Member: Sendable {
        let name: [UInt8]
        /// Its place among the names; nil where only what is within it is wanted.
        let place: Int?
        let inner: [Member]

        /// In the order of a canonical body.
        static func sorted(_ paths: [(path: ArraySlice<String>, place: Int)]) -> [Member] {
            Dictionary(grouping: paths) { $0.path.first ?? "" }.map { name, group in
                Member(
                    name: Array(name.utf8), place: group.first { $0.path.count == 1 }?.place,
                    inner: sorted(group.filter { $0.path.count > 1 }.map { ($0.path.dropFirst(), $0.place) }))
            }.sorted { $0.name.lexicographicallyPrecedes($1.name) }
        }
    }

    /// - Parameter names: different ones. A dot leads into an object: `details.route`.
    public init(_ names: [String]) {
        paths = names.map { $0.split(separator: ".").map(String.init) }
        members = Member.sorted(paths.enumerated().map { ($0.element[...], $0.offset) })
    }

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
            var scanner = FieldScanner(bytes: bytes)
            var values = [JSONValue](repeating: .null, count: paths.count)
            return take(members, from: &scanner, into: &values) && scanner.isAtEnd ? values : nil
        }
    }

    /// Reads one object.
    private func take(_ wanted: [Member], from scanner: inout FieldScanner, into values: inout [JSONValue]) -> Bool {
        var next = 0
        guard scanner.take("{") else { return false }
        if scanner.take("}") { return true }
        var previous: Range<Int>?
        repeat {
            guard let name = scanner.plainString(), scanner.take(":") else { return false }
            if let previous, !scanner.precedes(previous, name) { return false }
            previous = name
            while next < wanted.count, scanner.isBefore(wanted[next].name, name) { next += 1 }
            guard next < wanted.count, scanner.isEqual(wanted[next].name, name) else {
                guard scanner.skip() else { return false }
                continue
            }
            let member = wanted[next]
            if !member.inner.isEmpty, scanner.isAtObject {
                if let place = member.place { values[place] = .object([:]) }
                guard take(member.inner, from: &scanner, into: &values) else { return false }
            } else {
                guard let value = scanner.value() else { return false }
                if let place = member.place { values[place] = value }
            }
        } while scanner.take(",")
        return scanner.take("}")
    }
}
