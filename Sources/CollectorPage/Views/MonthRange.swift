import Instants

extension CivilMonth {
    /// As a person types it; nil for what is none, or lies where no desk's log does.
    init?(typed text: String) {
        guard let month = CivilMonth(iso8601: text), Self.years.contains(month.first.year) else { return nil }
        self = month
    }

    private static let years = 2000...2100

    var eachDay: [CivilDate] { (0..<days).map { first.adding(days: Int64($0)) } }
    var previous: CivilMonth { CivilMonth(first.adding(days: -1)) }
    var next: CivilMonth { CivilMonth(last.adding(days: 1)) }

    /// Its first and last second.
    var range: (since: UTCInstant, until: UTCInstant) { (LondonTime.instant(first), LondonTime.endOfDay(last)) }
}
