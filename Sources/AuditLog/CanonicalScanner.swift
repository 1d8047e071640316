import Foundation
import JSON

/// Tells, without building a value, whether bytes are one object as ``CanonicalJSON`` writes it. What is not was put into
/// the log by something else: two members of one name, or a line within a line, are read differently by different
/// programs, while the hash is the same to all.
///
/// Every body of the log comes through here when it is verified, so it goes about it plainly: with pointers.
struct CanonicalScanner {
    private let bytes: UnsafePointer<UInt8>
    private let count: Int
    private var position = 0
    private var isASCII = true

    /// A string as it stands, without its quotes.
    private struct Text {
        var start: Int
        var end: Int
        /// ASCII with nothing escaped: its bytes order it as its UTF-16 code units do.
        var isPlain: Bool
    }

    private init(_ bytes: UnsafePointer<UInt8>, count: Int) {
        self.bytes = bytes
        self.count = count
    }

    /// - Parameters:
    ///   - log: what the object's member `log` must be, in canonical form; nil for anything, or nothing.
    ///   - seq: the same for its member `seq`.
    static func isCanonical(_ body: UnsafeRawBufferPointer, log: [UInt8]? = nil, seq: Int64? = nil) -> Bool {
        guard let bytes = body.bindMemory(to: UInt8.self).baseAddress else { return false }
        var scanner = CanonicalScanner(bytes, count: body.count)
        var (isLog, isSeq) = (log == nil, seq == nil)
        let isObject = scanner.object(depth: 0) { name, start, end in
            guard name.end - name.start == 3 else { return }
            if let log, memcmp(bytes + name.start, "log", 3) == 0 {
                isLog = end - start == log.count && memcmp(bytes + start, log, log.count) == 0
            } else if let seq, memcmp(bytes + name.start, "seq", 3) == 0 {
                isSeq = Int64(String(decoding: body[start..<end], as: UTF8.self)) == seq
            }
        }
        guard isObject, scanner.position == body.count, isLog, isSeq else { return false }
        return scanner.isASCII || String(validating: body, as: UTF8.self) != nil
    }

    /// Where the value that begins at `start` ends, as it is in canonical form and UTF-8; nil where it isn't.
    ///
    /// - Parameter depth: how many levels it stands in.
    static func end(of bytes: UnsafeBufferPointer<UInt8>, from start: Int, depth: Int) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        var scanner = CanonicalScanner(base, count: bytes.count)
        scanner.position = start
        guard scanner.value(depth: depth) else { return nil }
        let end = scanner.position
        let isText = scanner.isASCII || String(validating: bytes[start..<end], as: UTF8.self) != nil
        return isText ? end : nil
    }

    private mutating func object(depth: Int, member: (_ name: Text, _ start: Int, _ end: Int) -> Void) -> Bool {
        guard depth < LogBounds.bodyDepth, take("{") else { return false }
        if take("}") { return true }
        var previous: Text?
        while true {
            guard let name = string(), previous.map({ precedes($0, name) }) ?? true, take(":") else { return false }
            let start = position
            guard value(depth: depth + 1) else { return false }
            member(name, start, position)
            if take("}") { return true }
            guard take(",") else { return false }
            previous = name
        }
    }

    private mutating func array(depth: Int) -> Bool {
        guard depth < LogBounds.bodyDepth, take("[") else { return false }
        if take("]") { return true }
        repeat {
            guard value(depth: depth + 1) else { return false }
        } while take(",")
        return take("]")
    }

    private mutating func value(depth: Int) -> Bool {
        guard position < count else { return false }
        return switch bytes[position] {
        case UInt8(ascii: "{"): object(depth: depth) { _, _, _ in }
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
        _ = take("-")
        let digits = position
        while position < count, (0x30...0x39).contains(bytes[position]) { position += 1 }
        guard position > digits else { return false }
        if bytes[digits] == UInt8(ascii: "0") { return position == digits + 1 && digits == start }
        // Any of so many digits is within 64 bits.
        if position - digits <= 18 { return true }
        let text = String(decoding: UnsafeBufferPointer(start: bytes + start, count: position - start), as: UTF8.self)
        return Int64(text).map(String.init) == text
    }

    private mutating func string() -> Text? {
        guard take("\"") else { return nil }
        let start = position
        var (place, isPlain) = (position, true)
        while place < count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\"") {
                position = place + 1
                return Text(start: start, end: place, isPlain: isPlain)
            }
            if byte == UInt8(ascii: "\\") {
                position = place
                guard escape() else { return nil }
                (place, isPlain) = (position, false)
                continue
            }
            if byte < 0x20 { return nil }
            if byte >= 0x80 { (isASCII, isPlain) = (false, false) }
            place += 1
        }
        return nil
    }

    /// Only what must be escaped, and only in the shortest way.
    private mutating func escape() -> Bool {
        for short in ["\\\"", "\\\\", "\\b", "\\t", "\\n", "\\f", "\\r"] as [StaticString] where take(short) {
            return true
        }
        guard take("\\u00"), take("0") || take("1"), position < count else { return false }
        let (high, low) = (bytes[position - 1], bytes[position])
        position += 1
        return (high == UInt8(ascii: "1") ? "0123456789abcdef" : "01234567bef").utf8.contains(low)
    }

    /// In the order of UTF-16 code units.
    private func precedes(_ left: Text, _ right: Text) -> Bool {
        if left.isPlain, right.isPlain {
            let (leftCount, rightCount) = (left.end - left.start, right.end - right.start)
            let order = memcmp(bytes + left.start, bytes + right.start, min(leftCount, rightCount))
            return order < 0 || order == 0 && leftCount < rightCount
        }
        func string(_ text: Text) -> String? {
            let quoted = Data(bytes: bytes + text.start - 1, count: text.end - text.start + 2)
            return (try? JSONValue(parsing: quoted))?.string
        }
        guard let left = string(left), let right = string(right) else { return false }
        return left.utf16.lexicographicallyPrecedes(right.utf16)
    }

    @inline(__always)
    private mutating func take(_ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard position + length <= count else { return false }
        for index in 0..<length where bytes[position + index] != text.utf8Start[index] { return false }
        position += length
        return true
    }
}
