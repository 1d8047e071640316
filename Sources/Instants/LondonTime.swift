/// Legal time in London, for what people read and for dates that local paper gives without a time.
///
/// Summer time is worked out and not looked up: a statically linked program has no time zone data of its own, and the
/// handbook's answers must not depend on what is installed. The rule is that of the Summer Time Order 2002
/// (SI 2002/262): one hour ahead of Greenwich from 01:00 on the last Sunday of March to 01:00 on the last Sunday of
/// October, both in UTC. It has held since 1996; earlier years are shown by the same rule.
public enum LondonTime {
    /// Seconds that London is ahead of UTC at an instant: 0 or 3600.
    public static func offset(at instant: UTCInstant) -> Int64 {
        let day = instant.secondsSince1970.flooredQuotient(by: UTCInstant.secondsPerDay).quotient
        let year = CivilDate(daysSince1970: day).year
        let changes = lastSunday(ofMonth: 3, year: year)..<lastSunday(ofMonth: 10, year: year)
        return changes.contains(instant.secondsSince1970 - 3600) ? 3600 : 0
    }

    /// The instant at which a clock in London shows this date and time.
    ///
    /// An hour that comes twice means the first of the two; one that is left out is counted on in winter time.
    public static func instant(
        _ date: CivilDate, hour: Int64 = 0, minute: Int64 = 0, second: Int64 = 0
    ) -> UTCInstant {
        let shown = date.daysSince1970 * UTCInstant.secondsPerDay + hour * 3600 + minute * 60 + second
        let inSummer = UTCInstant(secondsSince1970: shown - 3600)
        return offset(at: inSummer) == 3600 ? inSummer : UTCInstant(secondsSince1970: shown)
    }

    /// The last second of a day in London.
    public static func endOfDay(_ date: CivilDate) -> UTCInstant {
        instant(date, hour: 23, minute: 59, second: 59)
    }

    /// All instants at which a clock in London shows this: two, an hour apart, where summer time ends. One that is left
    /// out is counted on in winter time.
    public static func instants(showing date: CivilDate, secondOfDay: Int64) -> ClosedRange<UTCInstant> {
        let first = instant(date, second: secondOfDay)
        let again = first.adding(seconds: 3600)
        return offset(at: first) == 3600 && offset(at: again) == 0 ? first...again : first...first
    }

    /// The date in London at an instant.
    public static func date(_ instant: UTCInstant) -> CivilDate {
        civil(instant).date
    }

    /// What a calendar and a clock in London show at an instant. The second is counted from 00:00 as the clock shows it.
    public static func civil(_ instant: UTCInstant) -> (date: CivilDate, secondOfDay: Int64) {
        let shown = instant.secondsSince1970 + offset(at: instant)
        let (days, second) = shown.flooredQuotient(by: UTCInstant.secondsPerDay)
        return (CivilDate(daysSince1970: days), second)
    }

    /// 00:00 UTC on the last Sunday of a month that has 31 days, in seconds since 1970.
    private static func lastSunday(ofMonth month: Int64, year: Int) -> Int64 {
        // 31 March is 30 days after 1 March, 31 October 244.
        let days = CivilDate.daysBeforeMarch(ofYear: Int64(year)) + (month == 3 ? 30 : 244)
        // 1970-01-01 was a Thursday: day 0 has weekday 4 when Sunday is 0.
        let weekday = (days + 4).flooredQuotient(by: 7).remainder
        return (days - weekday) * UTCInstant.secondsPerDay
    }
}

extension CivilDate {
    /// `21 November 2026`.
    public var longText: String {
        "\(day) \(CivilDate.monthNames[month - 1]) \(year)"
    }

    /// `21 November`.
    public var dayAndMonth: String {
        "\(day) \(CivilDate.monthNames[month - 1])"
    }

    private static let monthNames = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// Days from 1970-01-01 to 1 March of a year.
    static func daysBeforeMarch(ofYear year: Int64) -> Int64 {
        let (era, yearOfEra) = year.flooredQuotient(by: 400)
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 - 719_468
    }
}
