/// A month of a year.
public struct CivilMonth: Hashable, Comparable, Sendable {
    /// Its first day.
    public let first: CivilDate

    /// The month that a date lies in.
    public init(_ date: CivilDate) {
        first = date.adding(days: Int64(1 - date.day))
    }

    /// Reads `2026-11`.
    public init?(iso8601 text: String) {
        guard let first = CivilDate(iso8601: text + "-01") else { return nil }
        self.first = first
    }

    public var days: Int { CivilDate.daysIn(month: first.month, year: first.year) }
    public var last: CivilDate { first.adding(days: Int64(days - 1)) }

    /// `2026-11`.
    public var iso8601: String { String(first.iso8601.dropLast(3)) }
    /// `November 2026`.
    public var longText: String { String(first.longText.dropFirst(2)) }

    public static func < (left: CivilMonth, right: CivilMonth) -> Bool { left.first < right.first }
}
