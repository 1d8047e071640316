import AuditLog
import Foundation

/// Reads a request's body line by line, each ended by a line feed.
struct RequestLines {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    /// The next line's range, without its line feed; nil where none ends.
    mutating func nextRange() -> Range<Int>? {
        guard let end = bytes[position...].firstIndex(of: 0x0A) else { return nil }
        defer { position = end + 1 }
        return position..<end
    }

    /// The next line as ASCII text; nil for anything else.
    mutating func nextLine() -> String? {
        guard let range = nextRange(), bytes[range].allSatisfy({ $0 < 0x80 }) else { return nil }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    /// The next bytes as text; nil where there are fewer, or they aren't UTF-8.
    mutating func next(_ count: Int) -> String? {
        guard count >= 0, count <= bytes.count - position else { return nil }
        defer { position += count }
        return String(validating: bytes[position..<(position + count)], as: UTF8.self)
    }
}

/// A decimal number as requests write it: no sign, no leading zero, at most 2^63 − 1.
func requestNumber(_ text: some StringProtocol) -> Int64? {
    guard let number = Int64(text), number >= 0, String(number) == text else { return nil }
    return number
}
