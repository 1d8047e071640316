/// Dates and times as text (RFC 3339 §5.6).
extension UTCInstant {
    /// Reads a full `date-time` with its offset. Fractions of a second are dropped; a leap second (`:60`) is refused,
    /// because POSIX time has no place for it.
    ///
    /// Nil for anything else, lower-case `t` and `z` excepted, which RFC 3339 allows, and for an instant that is after
    /// the year 9999 in UTC, which RFC 3339 has no form for.
    public init?(rfc3339 text: some StringProtocol) {
        guard let instant = DigitScanner.scan(text, { UTCInstant(rfc3339: $0) }) else { return nil }
        self = instant
    }

    /// The same, of a text's bytes.
    public init?(rfc3339 bytes: UnsafeBufferPointer<UInt8>) {
        var scanner = DigitScanner(bytes)
        guard let date = scanner.date(), scanner.skip("T", "t"),
            let hour = scanner.number(digits: 2), hour < 24, scanner.skip(":"),
            let minute = scanner.number(digits: 2), minute < 60, scanner.skip(":"),
            let second = scanner.number(digits: 2), second < 60, scanner.skipFraction(),
            let offset = scanner.offset(), scanner.isAtEnd
        else { return nil }
        let local = date.daysSince1970 * UTCInstant.secondsPerDay + Int64(hour * 3600 + minute * 60 + second)
        self.init(secondsSince1970: local - Int64(offset))
        guard self <= UTCInstant.last else { return nil }
    }

    /// `9999-12-31T23:59:59Z`.
    private static let last = UTCInstant(secondsSince1970: 253_402_300_799)

    /// `2026-11-21T03:04:05Z`.
    public var rfc3339: String {
        let (days, second) = Int64(secondsSince1970).flooredQuotient(by: UTCInstant.secondsPerDay)
        let date = CivilDate(daysSince1970: days)
        return "\(date.iso8601)T\(twoDigits(second / 3600)):\(twoDigits(second / 60 % 60)):\(twoDigits(second % 60))Z"
    }

    /// `2026-11-21T03:04:05.678Z`.
    ///
    /// - Parameter milliseconds: since 1970.
    public static func rfc3339(milliseconds: Int64) -> String {
        let (seconds, rest) = milliseconds.flooredQuotient(by: 1000)
        let digits = String(rest)
        return UTCInstant(secondsSince1970: seconds).rfc3339.dropLast()
            + "." + String(repeating: "0", count: 3 - digits.count) + digits + "Z"
    }
}

extension CivilDate {
    /// Reads a bare `full-date`: `2026-11-21`.
    public init?(iso8601 text: some StringProtocol) {
        let date = DigitScanner.scan(text) { bytes in
            var scanner = DigitScanner(bytes)
            let date = scanner.date()
            return scanner.isAtEnd ? date : nil
        }
        guard let date else { return nil }
        self = date
    }

    /// `2026-11-21`.
    public var iso8601: String {
        let digits = String(year)
        let padding = String(repeating: "0", count: max(0, 4 - digits.count))
        return "\(padding)\(digits)-\(twoDigits(Int64(month)))-\(twoDigits(Int64(day)))"
    }
}

func twoDigits(_ value: Int64) -> String {
    value < 10 ? "0\(value)" : "\(value)"
}

extension Int64 {
    func flooredQuotient(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

/// Reads fixed-width ASCII digits; no other digits count.
private struct DigitScanner {
    private static let longest = 64
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    static func scan<Value>(_ text: some StringProtocol, _ read: (UnsafeBufferPointer<UInt8>) -> Value?) -> Value? {
        // One more than is ever read, so that a longer text is never taken for its beginning.
        Array(text.utf8.prefix(longest + 1)).withUnsafeBufferPointer(read)
    }

    var isAtEnd: Bool { position == bytes.count && position <= DigitScanner.longest }

    mutating func number(digits: Int) -> Int? {
        guard position + digits <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<position + digits] {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        position += digits
        return value
    }

    mutating func skip(_ characters: Unicode.Scalar...) -> Bool {
        guard position < bytes.count, characters.contains(Unicode.Scalar(bytes[position])) else { return false }
        position += 1
        return true
    }

    mutating func date() -> CivilDate? {
        guard let year = number(digits: 4), skip("-"), let month = number(digits: 2), skip("-"),
            let day = number(digits: 2)
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// True when there is no fraction, or one of at least one digit.
    mutating func skipFraction() -> Bool {
        guard skip(".") else { return true }
        let start = position
        while number(digits: 1) != nil {}
        return position > start
    }

    /// Seconds east of Greenwich.
    mutating func offset() -> Int? {
        if skip("Z", "z") { return 0 }
        let sign: Int
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hour = number(digits: 2), hour < 24, skip(":"), let minute = number(digits: 2), minute < 60 else {
            return nil
        }
        return sign * (hour * 3600 + minute * 60)
    }
}
