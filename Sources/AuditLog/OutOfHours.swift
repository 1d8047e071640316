import GRDB
import Instants

/// The hours outside of a general practice's core hours: Monday to Friday, 8:00 to 18:30 in London (NHS GMS contract,
/// "core hours"). Bank holidays are not known here, and count as the weekday they fall on.
public enum OutOfHours {
    public static func contains(_ instant: UTCInstant) -> Bool {
        let local = instant.secondsSince1970 + LondonTime.offset(at: instant)
        let day = (local - local.modulo(UTCInstant.secondsPerDay)) / UTCInstant.secondsPerDay
        // Day 0 was a Thursday; Monday is 0 here.
        let weekday = (day + 3).modulo(7)
        let minute = local.modulo(UTCInstant.secondsPerDay) / 60
        return weekday > 4 || !(8 * 60..<18 * 60 + 30).contains(minute)
    }

    static let functionName = "out_of_hours"

    /// The same for SQL, over an RFC 3339 text.
    static let function = DatabaseFunction(functionName, argumentCount: 1, pure: true) { values in
        guard let text = String.fromDatabaseValue(values[0]), let instant = UTCInstant(rfc3339: text) else {
            return nil
        }
        return contains(instant)
    }
}

extension Int64 {
    fileprivate func modulo(_ divisor: Int64) -> Int64 {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
