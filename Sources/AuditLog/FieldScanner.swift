import Foundation
import JSON

/// Reads canonical bodies without the general reader of JSON, which tries each kind of value in turn. Whatever it doesn't
/// expect it leaves to that one.
struct FieldScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position = 0

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

    /// The same, where it is ASCII: such names are in their order when their bytes are.
    mutating func plainName() -> Range<Int>? {
        guard let name = plainString(), !bytes[name].contains(where: { $0 >= 0x80 }) else { return nil }
        return name
    }

    /// Passes over one value that is in canonical form, however deep.
    mutating func skipCanonical(depth: Int) -> Bool {
        guard let end = CanonicalScanner.end(of: bytes, from: position, depth: depth) else { return false }
        position = end
        return true
    }

    /// The object that a whole body is; nil for a body that isn't canonical.
    static func object(in body: String) -> JSONValue? {
        var body = body
        return body.withUTF8 { bytes in
            var scanner = FieldScanner(bytes: bytes)
            guard scanner.isAtObject, let object = scanner.whole(depth: 0), scanner.isAtEnd else { return nil }
            return object
        }
    }

    /// A value with all that is in it.
    private mutating func whole(depth: Int) -> JSONValue? {
        guard position < bytes.count, depth < LogBounds.bodyDepth else { return nil }
        switch bytes[position] {
        case UInt8(ascii: "{"): return members(depth: depth)
        case UInt8(ascii: "["):
            position += 1
            var elements: [JSONValue] = []
            if take("]") { return .array(elements) }
            repeat {
                guard let element = whole(depth: depth + 1) else { return nil }
                elements.append(element)
            } while take(",")
            return take("]") ? .array(elements) : nil
        case UInt8(ascii: "-"), 0x30...0x39:
            let start = position
            // One form for each number, so that what is no JSON isn't taken for it.
            guard let number = wholeNumber(), case .integer(let value) = number,
                bytes[start..<position].elementsEqual(String(value).utf8)
            else { return nil }
            return number
        default: return value()
        }
    }

    private mutating func members(depth: Int) -> JSONValue? {
        position += 1
        var members: [String: JSONValue] = [:]
        if take("}") { return .object(members) }
        if depth == 0 { members.reserveCapacity(32) }
        var previous: Range<Int>?
        repeat {
            guard let name = plainString(), take(":") else { return nil }
            if let previous, order(previous, name) >= 0 { return nil }
            previous = name
            guard let text = String(validating: bytes[name], as: UTF8.self), let value = whole(depth: depth + 1) else {
                return nil
            }
            members[text] = value
        } while take(",")
        return take("}") ? .object(members) : nil
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

    /// Below 0 where the left one comes first by its bytes, 0 where they are the same.
    @inline(__always)
    func order(_ left: Range<Int>, _ right: Range<Int>) -> Int32 {
        order(of: UnsafeBufferPointer(rebasing: bytes[left]), right)
    }

    /// A loop, since names are short: it is through with most at their first byte.
    @inline(__always)
    func order(of name: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int32 {
        var offset = 0
        while offset < name.count, offset < range.count {
            let (left, right) = (name[offset], bytes[range.lowerBound + offset])
            if left != right { return left < right ? -1 : 1 }
            offset += 1
        }
        return Int32(clamping: name.count - range.count)
    }
}
