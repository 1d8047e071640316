/// When a warning is given: on which way through the tables, and under which condition.
public struct WarningRule: Sendable, Hashable {
    public enum Scope: Sendable, Hashable {
        case everywhere
        case workflows([Workflow])
        /// One of these rows led on.
        case rules([String])
        /// One of these chains was entered, by its letter.
        case chains([String])
        case route(Route)
    }

    public let warning: Warning
    public let scope: Scope
    public let when: Formula

    /// handbook-rules §2, "warnings", in its order. `assumed` is not among them: it follows from the evaluation.
    public static let all = [
        WarningRule(
            warning: .seriesUnknown, scope: .workflows([.unlock, .renew]), when: .not(.holds(.seriesIsKnown))),
        WarningRule(warning: .seriesNotEstablished, scope: .everywhere, when: .holds(.seriesIsNotEstablished)),
        WarningRule(
            warning: .checkEmailDomain, scope: .rules(["U4", "U5"]), when: .holds(.profileEmailUnverified)),
        WarningRule(
            warning: .checkEmailDomain, scope: .rules(["U6", "M3", "M4"]), when: .holds(.newAddressUnverified)),
        WarningRule(
            warning: .selfServiceUnreliableAtSite, scope: .rules(["U5", "U6", "R8"]),
            when: .holds(.selfServiceUnreliable)),
        WarningRule(
            warning: .unlockDuringRenewal, scope: .chains(["X", "N", "K"]), when: .holds(.lockedOrPasscodeNotKnown)),
        WarningRule(warning: .cardAlsoLocked, scope: .rules(["R3"]), when: .holds(.lockedOrPasscodeNotKnown)),
        WarningRule(
            warning: .underGuidance, scope: .route(.assistedUnlock), when: .holds(.operatorIsSelectedHost)),
        WarningRule(
            warning: .keyboardReader, scope: .workflows([.unlock, .renew]), when: .holds(.keyboardReader)),
    ]
}
