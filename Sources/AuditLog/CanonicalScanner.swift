import Foundation
import JSON

/// Tells, without building a value, whether bytes are one object as ``CanonicalJSON`` writes it. What is not was put into
/// the log by something else: two members of one name, or a line within a line, are read differently by different
/// programs, while the hash is the same to all.
struct CanonicalScanner {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    private static let maximumDepth = 32

    private init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// - Parameter expected: members of the object itself that must be there with this value, in canonical form.
    static func isCanonical(_ bytes: UnsafeRawBufferPointer, expected: [(name: [UInt8], value: [UInt8])] = []) -> Bool {
        var scanner = CanonicalScanner(bytes)
        var found = 0
        let isObject = scanner.object(depth: 0) { name, value in
            for member in expected where bytes[name].elementsEqual(member.name) {
                if bytes[value].elementsEqual(member.value) { found += 1 }
            }
        }
        guard isObject, scanner.position == bytes.count, found == expected.count else { return false }
        return bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
    }

    private mutating func object(depth: Int, member: (_ name: Range<Int>, _ value: Range<Int>) -> Void) -> Bool {
        guard depth < Self.maximumDepth, take("{") else { return false }
        if take("}") { return true }
        var previous: Range<Int>?
        while true {
            guard let name = string(), previous.map({ precedes($0, name) }) ?? true, take(":") else { return false }
            let start = position
            guard value(depth: depth + 1) else { return false }
            member(name, start..<position)
            if take("}") { return true }
            guard take(",") else { return false }
            previous = name
        }
    }

    private mutating func array(depth: Int) -> Bool {
        guard depth < Self.maximumDepth, take("[") else { return false }
        if take("]") { return true }
        repeat {
            guard value(depth: depth + 1) else { return false }
        } while take(",")
        return take("]")
    }

    private mutating func value(depth: Int) -> Bool {
        guard position < bytes.count else { return false }
        return switch bytes[position] {
        case UInt8(ascii: "{"): object(depth: depth) { _, _ in }
        case UInt8(ascii: "["): array(depth: depth)
        case UInt8(ascii: "\""): string() != nil
        case UInt8(ascii: "t"): take("true")
        case UInt8(ascii: "f"): take("false")
        case UInt8(ascii: "n"): take("null")
        default: wholeNumber()
        }
    }

    private mutating func wholeNumber() -> Bool {
        let start = position
        while position < bytes.count, bytes[position] == UInt8(ascii: "-") || isDigit(bytes[position]) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        return Int64(text).map(String.init) == text
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// - Returns: Where it stands, without its quotes.
    private mutating func string() -> Range<Int>? {
        guard take("\"") else { return nil }
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return start..<position - 1
            case UInt8(ascii: "\\"): if !escape() { return nil }
            case 0..<0x20: return nil
            default: position += 1
            }
        }
        return nil
    }

    /// Only what must be escaped, and only in the shortest way.
    private mutating func escape() -> Bool {
        for short in ["\\\"", "\\\\", "\\b", "\\t", "\\n", "\\f", "\\r"] as [StaticString] where take(short) {
            return true
        }
        guard take("\\u00"), take("0") || take("1"), position < bytes.count else { return false }
        let (high, low) = (bytes[position - 1], bytes[position])
        position += 1
        return (high == UInt8(ascii: "1") ? "0123456789abcdef" : "01234567bef").utf8.contains(low)
    }

    /// In the order of UTF-16 code units; bytes have the same where all is ASCII and nothing is escaped.
    private func precedes(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        func isPlain(_ range: Range<Int>) -> Bool {
            bytes[range].allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "\\") }
        }
        if isPlain(left), isPlain(right) { return bytes[left].lexicographicallyPrecedes(bytes[right]) }
        func text(_ range: Range<Int>) -> String? {
            let quoted = Data(bytes[range.lowerBound - 1..<range.upperBound + 1])
            return (try? JSONValue(parsing: quoted))?.string
        }
        guard let left = text(left), let right = text(right) else { return false }
        return left.utf16.lexicographicallyPrecedes(right.utf16)
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        for index in 0..<count where bytes[position + index] != text.utf8Start[index] { return false }
        position += count
        return true
    }
}
