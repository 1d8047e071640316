import Instants

/// Which series of cards are blocked, and from when: 1 to 3 always (DOR, older), 4 from 1 April 2026, 5 and 6 from
/// 7 May 2026, each from 00:00 in London (NHSE, deprecation notice for smartcard series 4, 5 and 6).
public enum BlockedSeries {
    /// Midnight at the start of 1 April 2026 in London, which is on summer time by then.
    static let fourth = UTCInstant(secondsSince1970: 1_774_998_000)
    /// The same for 7 May 2026.
    static let fifthAndSixth = UTCInstant(secondsSince1970: 1_778_108_400)

    /// True when cards of this series are blocked at a moment.
    public static func contains(_ series: Int, at now: UTCInstant) -> Bool {
        truth(series: series, now: now) == .true
    }

    /// A series that isn't known counts as not blocked.
    static func truth(series: Int?, now: UTCInstant?) -> Kleene {
        guard let series else { return .false }
        let from: UTCInstant
        switch series {
        case 1...3: return .true
        case 4: from = fourth
        case 5, 6: from = fifthAndSixth
        default: return .false
        }
        return now.map { Kleene($0 >= from) } ?? .unknown
    }
}
