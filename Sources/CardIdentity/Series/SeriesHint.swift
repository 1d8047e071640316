import Instants

/// What an ATR suggests about a card's series. The series itself is printed on the card's back and typed by a person.
public struct SeriesHint: Hashable, Sendable {
    /// Series that were seen or reported with this ATR; the most frequent first, then the lowest.
    public var candidates: [Int]
    /// The make of card; nil when the ATR isn't known.
    public var card: String?
    /// How often a typed series was seen with this ATR at this site; 0 when the candidates come from the catalogue.
    public var sightings: Int

    /// The one series that the ATR suggests; nil when there is none, or more than one.
    public var series: Int? { candidates.count == 1 ? candidates.first : nil }

    /// What the site has seen goes before what others reported.
    public init(atr: [UInt8], catalogue: ATRCatalogue, sightings: SeriesSightings = SeriesSightings()) {
        let entry = catalogue.entry(for: atr)
        let seen = sightings.counts(for: atr)
        candidates =
            seen.isEmpty
            ? entry?.series ?? []
            : seen.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
        card = entry?.card
        self.sightings = seen.values.reduce(0, +)
    }
}

/// Series that no longer work (NHS England, deprecation notice for series 4, 5 and 6; DOR for 1 to 3, older).
public enum BlockedSeries {
    /// When the series was blocked; nil when it is not, or was before anybody wrote it down.
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
    /// Adds what is known of the series: typed by a person, or hinted at by the ATR.
    ///
    /// - Parameter typed: From the number on the card's back. It settles the series; a hint never does more than hint.
    public mutating func addSeries(typed: Int? = nil, hint: SeriesHint, now: UTCInstant) {
        seriesHint = hint
        if let typed {
            series = Sourced(typed, source: .operator)
            if BlockedSeries.isBlocked(typed, at: now) {
                problems.append(
                    CardProblem(
                        .seriesBlocked, "Series \(typed) cards are blocked by NHS England. The card must be replaced."))
            }
            return
        }
        series = hint.series.map { Sourced($0, source: .atrHint) }
        if !hint.candidates.isEmpty, hint.candidates.allSatisfy({ BlockedSeries.isBlocked($0, at: now) }) {
            let names = hint.candidates.sorted().map(String.init).joined(separator: ", ")
            problems.append(
                CardProblem(
                    .seriesMayBeBlocked,
                    "Cards that answer like this one were series \(names), which NHS England has blocked. "
                        + "Look at the number on the back: its first two digits are the series."))
        }
    }
}
