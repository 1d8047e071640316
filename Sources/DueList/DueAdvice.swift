import Handbook

/// What to do about a person's card, in one word, and where that stands.
public enum DueAdvice: String, CaseIterable, Hashable, Sendable {
    case replaceCard = "replace-card"
    case registrationAuthority = "registration-authority"
    case renewNow = "renew-now"
    case wait

    /// Nil where nothing is known.
    public init?(band: DueBand, isBlocked: Bool) {
        if isBlocked {
            self = .replaceCard
            return
        }
        switch band {
        case .expired: self = .registrationAuthority
        case .within7, .within30, .within60, .within90: self = .renewNow
        case .later: self = .wait
        case .unknown: return nil
        }
    }

    /// As the handbook's rules U1, X, R8 and R3 cite them.
    public var citations: [Citation] {
        switch self {
        case .replaceCard: [Citation("NHSE", "deprecation notice: smartcard series 4, 5 and 6")]
        case .registrationAuthority: [Citation("H10", "App. D \"If your smartcard has already expired\"")]
        case .renewNow:
            [
                Citation("H10", "App. D \"Renew your own smartcard\""), Citation("SM24", "Renew a smartcard"),
            ]
        case .wait:
            [
                Citation("H10", "App. D \"If you do not see the option to renew your smartcard\""),
                Citation("SM24", "Renew a smartcard"),
            ]
        }
    }

    public var words: String {
        switch self {
        case .replaceCard: "Replace the card: its series is blocked."
        case .registrationAuthority: "Already expired: the Registration Authority renews it, the holder being there."
        case .renewNow: "Renew now, with the card and its passcode."
        case .wait: "Wait: the renewal window isn't open yet."
        }
    }
}
