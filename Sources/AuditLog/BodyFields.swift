import Foundation
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

private struct FieldScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }
    var isAtObject: Bool { position < bytes.count && bytes[position] == UInt8(ascii: "{") }

    @inline(__always)
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// A string in which nothing is escaped, without its quotes.
    mutating func plainString() -> Range<Int>? {
        guard take("\"") else { return nil }
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return start..<position - 1
            }
            if byte == UInt8(ascii: "\\") || byte < 0x20 { return nil }
            position += 1
        }
        return nil
    }

    /// A scalar, an array of scalars, or an object, which is passed over.
    mutating func value(inArray: Bool = false) -> JSONValue? {
        guard position < bytes.count else { return nil }
        switch bytes[position] {
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "n"): return takeAll("null") ? .null : nil
        case UInt8(ascii: "t"): return takeAll("true") ? .bool(true) : nil
        case UInt8(ascii: "f"): return takeAll("false") ? .bool(false) : nil
        case UInt8(ascii: "["): return inArray ? nil : array()
        case UInt8(ascii: "{"): return !inArray && skip() ? .object([:]) : nil
        default: return wholeNumber()
        }
    }

    private mutating func string() -> JSONValue? {
        let start = position
        if let range = plainString() {
            return String(validating: bytes[range], as: UTF8.self).map(JSONValue.string)
        }
        position = start
        guard skip() else { return nil }
        return try? JSONValue(parsing: Data(bytes[start..<position]))
    }

    private mutating func array() -> JSONValue? {
        guard take("[") else { return nil }
        var elements: [JSONValue] = []
        if take("]") { return .array(elements) }
        repeat {
            guard let element = value(inArray: true) else { return nil }
            elements.append(element)
        } while take(",")
        return take("]") ? .array(elements) : nil
    }

    private mutating func wholeNumber() -> JSONValue? {
        let start = position
        while position < bytes.count, bytes[position] == UInt8(ascii: "-") || (0x30...0x39).contains(bytes[position]) {
            position += 1
        }
        return Int64(String(decoding: bytes[start..<position], as: UTF8.self)).map(JSONValue.integer)
    }

    private mutating func takeAll(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        for index in 0..<count where bytes[position + index] != word.utf8Start[index] { return false }
        position += count
        return true
    }

    /// Passes over one value, however deep: to the comma or bracket that ends it.
    mutating func skip() -> Bool {
        var depth = 0
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
                    position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
                }
                guard position < bytes.count else { return false }
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return position > start }
                depth -= 1
            case UInt8(ascii: ",") where depth == 0: return position > start
            default: break
            }
            position += 1
        }
        return false
    }

    func isEqual(_ name: [UInt8], _ range: Range<Int>) -> Bool { bytes[range].elementsEqual(name) }
    func isBefore(_ name: [UInt8], _ range: Range<Int>) -> Bool { name.lexicographicallyPrecedes(bytes[range]) }
    func precedes(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        bytes[left].lexicographicallyPrecedes(bytes[right])
    }
}
