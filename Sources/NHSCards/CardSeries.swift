import Instants

/// The first two digits of the number on a card's back, which stand only in print: no program reads them from a card.
public enum CardSeries {
    /// Every series that a number of two digits can name.
    public static let all = 1...99

    /// From when cards of a series no longer work: 1 to 3 always (DOR, older), 4 from 1 April 2026, 5 and 6 from
    /// 7 May 2026, each from 00:00 in London (NHSE, deprecation notice for smartcard series 4, 5 and 6).
    public static func block(of series: Int) -> SeriesBlock {
        switch series {
        case ...3: .always
        // Both days are in London's summer time, an hour ahead of UTC.
        case 4: .from(UTCInstant(secondsSince1970: 1_774_998_000))
        case 5, 6: .from(UTCInstant(secondsSince1970: 1_778_108_400))
        default: .never
        }
    }
}

/// Whether NHS England has blocked a series, and from when.
public enum SeriesBlock: Hashable, Sendable {
    case never
    case always
    case from(UTCInstant)

    /// Whether cards of the series are blocked at a moment.
    public func holds(at now: UTCInstant) -> Bool {
        switch self {
        case .never: false
        case .always: true
        case .from(let start): now >= start
        }
    }
}
