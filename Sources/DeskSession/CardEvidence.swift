import CardIdentity
import Handbook

/// What two readings of a card say about a change to it.
enum CardEvidence: Hashable, Sendable {
    /// The later reading shows the change.
    case shown
    /// The card can show it, and doesn't.
    case notShown
    /// The readings can't tell: no counter, no certificates, a counter that was full before.
    case cannotShow

    init(of change: RouteKind.CardChange, before: CardReport?, after: CardReport) {
        switch change {
        case .unlock: self = CardEvidence.unlocked(before?.passcode, after.passcode)
        case .renewal, .repair:
            let certificates = CardEvidence.renewed(before, after)
            // A card that was locked has to be unlocked on the way.
            let lock =
                before?.passcode.state == .locked ? CardEvidence.unlocked(before?.passcode, after.passcode) : .shown
            self = certificates == .shown && lock == .notShown ? .notShown : certificates
        }
    }

    /// Another program uses the card at the moment, so it wasn't read: it may be later.
    static func maySayLater(_ report: CardReport) -> Bool { report.mayBeReadLater }

    /// Whether a reading could show that change at all.
    static func couldShow(_ change: RouteKind.CardChange, before: CardReport?) -> Bool {
        guard let before else { return false }
        switch change {
        case .unlock: return before.passcode.state != .unknown
        case .renewal, .repair: return before.renewal.expiresAt != nil
        }
    }

    private static func unlocked(_ before: PasscodeState?, _ after: PasscodeState) -> CardEvidence {
        switch (before?.state, after.state) {
        case (_, .locked): .notShown
        case (.locked, .usable): .shown
        case (.usable, .usable):
            // A passcode that was forgotten before it locked: the counter is full again after the unlock.
            if let before = before?.triesLeft, let after = after.triesLeft, after > before {
                .shown
            } else {
                .cannotShow
            }
        default: .cannotShow
        }
    }

    /// Renewed or repaired: every certificate is new, and the card expires later.
    private static func renewed(_ before: CardReport?, _ after: CardReport) -> CardEvidence {
        guard let before, let expired = before.renewal.expiresAt, let expires = after.renewal.expiresAt else {
            return .cannotShow
        }
        let old = Set(before.certificates.filter(\.isNHS).map(\.serialNumber))
        let new = Set(after.certificates.filter(\.isNHS).map(\.serialNumber))
        guard !new.isEmpty, !old.isEmpty else { return .cannotShow }
        return expires > expired && old.isDisjoint(with: new) ? .shown : .notShown
    }
}
