/// How a report's bytes stand for text.
public enum TextEncoding: Hashable, Sendable {
    case utf8, utf16LittleEndian, utf16BigEndian, windows1252

    /// As it stands in answers.
    public var name: String {
        switch self {
        case .utf8: "utf-8"
        case .utf16LittleEndian, .utf16BigEndian: "utf-16"
        case .windows1252: "windows-1252"
        }
    }

    /// By the byte order mark, and how long that is.
    static func marked(_ bytes: UnsafeBufferPointer<UInt8>) -> (encoding: TextEncoding, markLength: Int) {
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { return (.utf8, 3) }
        if bytes.count >= 2, bytes[0] == 0xFF, bytes[1] == 0xFE { return (.utf16LittleEndian, 2) }
        if bytes.count >= 2, bytes[0] == 0xFE, bytes[1] == 0xFF { return (.utf16BigEndian, 2) }
        return (.utf8, 0)
    }
}

/// Turns a report's bytes into UTF-8, piece by piece.
struct TextDecoder {
    let encoding: TextEncoding
    /// Bytes of a character that the piece before began.
    private var rest: [UInt8] = []
    private var highSurrogate: UInt32?

    init(_ encoding: TextEncoding) { self.encoding = encoding }

    /// - Returns: False where the bytes aren't UTF-8.
    mutating func decode(_ bytes: UnsafeBufferPointer<UInt8>, into text: inout [UInt8]) -> Bool {
        switch encoding {
        case .utf8:
            let start = text.count - rest.count
            text.append(contentsOf: bytes)
            return text.withUnsafeBufferPointer { whole in
                guard let valid = UTF8Check.validPrefix(of: Cell(rebasing: whole[start...])) else { return false }
                rest = Array(whole[(start + valid)...])
                return true
            }
        case .windows1252:
            for byte in bytes { Windows1252.append(byte, to: &text) }
        case .utf16LittleEndian, .utf16BigEndian:
            for byte in bytes {
                rest.append(byte)
                guard rest.count == 2 else { continue }
                let unit =
                    encoding == .utf16LittleEndian
                    ? UInt32(rest[1]) << 8 | UInt32(rest[0]) : UInt32(rest[0]) << 8 | UInt32(rest[1])
                rest.removeAll(keepingCapacity: true)
                append(unit, to: &text)
            }
        }
        return true
    }

    /// The end. False where the bytes end in the middle of a character of UTF-8.
    mutating func finish(into text: inout [UInt8]) -> Bool {
        switch encoding {
        case .utf8: return rest.isEmpty
        case .windows1252: return true
        case .utf16LittleEndian, .utf16BigEndian:
            if highSurrogate != nil || !rest.isEmpty { TextDecoder.append(0xFFFD, to: &text) }
            return true
        }
    }

    private mutating func append(_ unit: UInt32, to text: inout [UInt8]) {
        if let high = highSurrogate {
            highSurrogate = nil
            if (0xDC00...0xDFFF).contains(unit) {
                return TextDecoder.append(0x10000 + (high - 0xD800) << 10 + (unit - 0xDC00), to: &text)
            }
            TextDecoder.append(0xFFFD, to: &text)
        }
        switch unit {
        case 0xD800...0xDBFF: highSurrogate = unit
        case 0xDC00...0xDFFF: TextDecoder.append(0xFFFD, to: &text)
        default: TextDecoder.append(unit, to: &text)
        }
    }

    static func append(_ scalar: UInt32, to text: inout [UInt8]) {
        if scalar < 0x80 { return text.append(UInt8(scalar)) }
        text.append(contentsOf: UTF8.encode(Unicode.Scalar(scalar)!)!)
    }
}

/// Microsoft's Windows-1252, as the WHATWG's Encoding Standard has it: the five bytes that Microsoft left free are
/// control characters.
enum Windows1252 {
    static func append(_ byte: UInt8, to text: inout [UInt8]) {
        switch byte {
        case 0x00...0x7F: text.append(byte)
        case 0x80...0x9F: TextDecoder.append(UInt32(high[Int(byte - 0x80)]), to: &text)
        default: TextDecoder.append(UInt32(byte), to: &text)
        }
    }

    private static let high: [UInt16] = [
        0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D,
        0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x009D, 0x017E, 0x0178,
    ]
}

/// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
enum UTF8Check {
    /// How many bytes from the start are whole characters. Nil where the bytes can't be UTF-8, whatever follows.
    static func validPrefix(of bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var place = 0
        let count = bytes.count
        while place < count {
            if bytes[place] < 0x80 {
                place += 1
                // Eight at a time: most of a report is ASCII.
                while place + 8 <= count,
                    UnsafeRawPointer(bytes.baseAddress! + place).loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080
                        == 0
                {
                    place += 8
                }
                continue
            }
            let first = bytes[place]
            let (length, second): (Int, ClosedRange<UInt8>)
            switch first {
            case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
            case 0xE0: (length, second) = (3, 0xA0...0xBF)
            case 0xED: (length, second) = (3, 0x80...0x9F)
            case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
            case 0xF0: (length, second) = (4, 0x90...0xBF)
            case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
            case 0xF4: (length, second) = (4, 0x80...0x8F)
            default: return nil
            }
            for offset in 1..<length {
                guard place + offset < count else { return place }
                guard (offset == 1 ? second : 0x80...0xBF).contains(bytes[place + offset]) else { return nil }
            }
            place += length
        }
        return place
    }
}
