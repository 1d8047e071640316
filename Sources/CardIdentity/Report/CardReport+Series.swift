import Instants
import NHSCards

extension CardReport {
    /// Adds the series as a person typed it from the number on the card's back. No program can read it from a card.
    public mutating func addSeries(typed: Int, now: UTCInstant) {
        series = Sourced(typed, source: .operator)
        guard CardSeries.block(of: typed).holds(at: now) else { return }
        problems.append(
            CardProblem(.seriesBlocked, "Series \(typed) cards are blocked by NHS England. The card must be replaced."))
    }
}
