/// A day of the week, numbered as ISO 8601 does.
public enum Weekday: Int, CaseIterable, Comparable, Hashable, Sendable {
    case monday = 1
    case tuesday, wednesday, thursday, friday, saturday, sunday

    public static func < (left: Weekday, right: Weekday) -> Bool { left.rawValue < right.rawValue }
}

extension CivilDate {
    public var weekday: Weekday {
        // 1970-01-01 was a Thursday: day 0 is the fourth of its week.
        Weekday(rawValue: Int((daysSince1970 + 3).flooredQuotient(by: 7).remainder) + 1)!
    }

    /// The date so many days later; earlier when negative.
    public func adding(days: Int64) -> CivilDate {
        CivilDate(daysSince1970: daysSince1970 + days)
    }
}
