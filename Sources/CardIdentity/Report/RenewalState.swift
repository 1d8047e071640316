import Instants
import NHSCards

/// Where a card stands in its renewal window at one moment.
public struct RenewalState: Hashable, Sendable {
    public enum State: String, Hashable, Sendable {
        case notDue, due, expired, unknown
    }

    public var state: State
    /// The first moment at which the card can be renewed (`RenewalWindow`).
    public var opensAt: UTCInstant?
    /// The last moment at which the card is valid: the earliest `notAfter` of its NHS certificates.
    public var expiresAt: UTCInstant?
    /// Whole days of 24 h until `expiresAt`, rounded down; negative once it has passed.
    public var daysLeft: Int?

    public static let unknown = RenewalState(state: .unknown, opensAt: nil, expiresAt: nil, daysLeft: nil)

    public init(state: State, opensAt: UTCInstant?, expiresAt: UTCInstant?, daysLeft: Int?) {
        self.state = state
        self.opensAt = opensAt
        self.expiresAt = expiresAt
        self.daysLeft = daysLeft
    }

    /// Both ends of the window belong to it: at `expiresAt` itself the card is still due, a second later expired.
    public init(expiresAt: UTCInstant, now: UTCInstant) {
        let opensAt = RenewalWindow.opens(before: expiresAt)
        let state: State = now > expiresAt ? .expired : now >= opensAt ? .due : .notDue
        let seconds = expiresAt.secondsSince1970 - now.secondsSince1970
        let days = (seconds - (seconds < 0 ? UTCInstant.secondsPerDay - 1 : 0)) / UTCInstant.secondsPerDay
        self.init(state: state, opensAt: opensAt, expiresAt: expiresAt, daysLeft: Int(days))
    }
}
