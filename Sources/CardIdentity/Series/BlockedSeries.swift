import Instants

/// Series that no longer work (NHS England, deprecation notice for series 4, 5 and 6; DOR for 1 to 3, older).
public enum BlockedSeries {
    /// Whether cards of that series are blocked at that time.
    ///
    /// 00:00 in Europe/London, which was an hour ahead of UTC on both days.
    public static func isBlocked(_ series: Int, at now: UTCInstant) -> Bool {
        switch series {
        case ...3: true
        case 4: now >= UTCInstant(secondsSince1970: 1_774_998_000)  // 2026-03-31T23:00:00Z
        case 5, 6: now >= UTCInstant(secondsSince1970: 1_778_108_400)  // 2026-05-06T23:00:00Z
        default: false
        }
    }
}

extension CardReport {
    /// Adds the series as a person typed it from the number on the card's back. No program can read it from a card.
    public mutating func addSeries(typed: Int, now: UTCInstant) {
        series = Sourced(typed, source: .operator)
        guard BlockedSeries.isBlocked(typed, at: now) else { return }
        problems.append(
            CardProblem(.seriesBlocked, "Series \(typed) cards are blocked by NHS England. The card must be replaced."))
    }
}
