import Instants
import NHSCards

/// How soon something expires. In the order in which people are listed.
public enum DueBand: Int, CaseIterable, Comparable, Hashable, Sendable {
    case expired, within7, within30, within60, within90, later, unknown

    /// As it stands in answers.
    public var code: String {
        switch self {
        case .expired: "expired"
        case .within7: "7"
        case .within30: "30"
        case .within60: "60"
        case .within90: "90"
        case .later: "later"
        case .unknown: "unknown"
        }
    }

    /// How many times 24 h this band reaches; nil for those that have no end.
    public var days: Int64? {
        switch self {
        case .within7: 7
        case .within30: 30
        case .within60: 60
        case .within90: Int64(RenewalWindow.days)
        case .expired, .later, .unknown: nil
        }
    }

    /// The smallest band that fits. What expires at this very second isn't past.
    public init(expires: UTCInstant?, at now: UTCInstant) {
        guard let expires else {
            self = .unknown
            return
        }
        let left = expires.secondsSince1970 - now.secondsSince1970
        self =
            left < 0
            ? .expired
            : DueBand.bounded.first { left <= $0.days! * UTCInstant.secondsPerDay } ?? .later
    }

    private static let bounded: [DueBand] = [.within7, .within30, .within60, .within90]

    public static func < (left: DueBand, right: DueBand) -> Bool { left.rawValue < right.rawValue }
}
