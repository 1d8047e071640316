import Instants

/// Reads Time ::= CHOICE { utcTime, generalTime } (RFC 5280 §4.1.2.5), in every form of X.680 §46 and §47 that names a
/// moment: with or without seconds, with a fraction, with an offset. A time without a zone is local time somewhere, so
/// it names none; OpenSSL holds it the same way.
enum CertificateTime {
    /// Nil for what names no moment.
    static func instant(_ element: BERElement) -> UTCInstant? {
        guard let content = element.stringContent, content.count <= 40 else { return nil }
        var rest = content[...]
        let isUTCTime = element.tag & 0xDF == 0x17
        guard isUTCTime || element.tag & 0xDF == 0x18 else { return nil }
        guard var year = number(&rest, digits: isUTCTime ? 2 : 4), let month = number(&rest, digits: 2),
            let day = number(&rest, digits: 2), let hour = number(&rest, digits: 2), hour < 24,
            let minute = number(&rest, digits: 2), minute < 60
        else { return nil }
        // RFC 5280 §4.1.2.5.1: 50 to 99 are 1950 to 1999.
        if isUTCTime { year += year >= 50 ? 1900 : 2000 }
        var second = 0
        if let digit = rest.first, isDigit(digit) {
            // 60 is a leap second.
            guard let value = number(&rest, digits: 2), value <= 60 else { return nil }
            second = value
            if !isUTCTime { guard dropFraction(&rest) else { return nil } }
        }
        guard let offset = offset(&rest), rest.isEmpty, let date = CivilDate(year: year, month: month, day: day) else {
            return nil
        }
        let local = date.daysSince1970 * UTCInstant.secondsPerDay + Int64(hour * 3600 + minute * 60 + second)
        // What leaves the calendar, at either end, can't be written down.
        let earliest: Int64 = -62_135_596_800
        let latest: Int64 = 253_402_300_799
        let instant = local - Int64(offset)
        return (earliest...latest).contains(instant) ? UTCInstant(secondsSince1970: instant) : nil
    }

    /// False for a point without digits.
    private static func dropFraction(_ rest: inout ArraySlice<UInt8>) -> Bool {
        guard let point = rest.first, point == UInt8(ascii: ".") || point == UInt8(ascii: ",") else { return true }
        let digits = rest.dropFirst().prefix(while: isDigit)
        rest = rest.dropFirst(1 + digits.count)
        return !digits.isEmpty
    }

    /// Seconds ahead of UTC: 0 for `Z`, else `+hhmm` or `-hhmm`. Zones go to 14 hours.
    private static func offset(_ rest: inout ArraySlice<UInt8>) -> Int? {
        guard let sign = rest.popFirst() else { return nil }
        if sign == UInt8(ascii: "Z") { return 0 }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), let hours = number(&rest, digits: 2),
            hours <= 14, let minutes = number(&rest, digits: 2), minutes < 60
        else { return nil }
        return (hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "+") ? 1 : -1)
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, digits count: Int) -> Int? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy(isDigit) else { return nil }
        rest = rest.dropFirst(count)
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
