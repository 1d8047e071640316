/// What people read. In the hour that comes twice at the end of summer time the zone follows: `01:30 BST`, and an hour
/// later `01:30 GMT`.
extension LondonTime {
    /// `21 November 2026, 03:04`.
    public static func text(_ instant: UTCInstant) -> String {
        let (date, second) = civil(instant)
        return "\(date.longText), \(twoDigits(second / 3600)):\(twoDigits(second / 60 % 60))\(zoneWhereNeeded(instant))"
    }

    /// `03:04:59`.
    public static func timeOfDay(_ instant: UTCInstant) -> String {
        let second = civil(instant).secondOfDay
        return "\(twoDigits(second / 3600)):\(twoDigits(second / 60 % 60)):\(twoDigits(second % 60))"
            + zoneWhereNeeded(instant)
    }

    /// `2026-11-21 03:04`, for tables.
    public static func sortableText(_ instant: UTCInstant) -> String {
        let (date, second) = civil(instant)
        return "\(date.iso8601) \(twoDigits(second / 3600)):\(twoDigits(second / 60 % 60))\(zoneWhereNeeded(instant))"
    }

    /// `GMT` or `BST`.
    public static func zone(at instant: UTCInstant) -> String { offset(at: instant) == 0 ? "GMT" : "BST" }

    /// With a space before it; empty where the clock shows this time once only.
    private static func zoneWhereNeeded(_ instant: UTCInstant) -> String {
        let (date, second) = civil(instant)
        let all = instants(showing: date, secondOfDay: second)
        return all.lowerBound == all.upperBound ? "" : " " + zone(at: instant)
    }
}
