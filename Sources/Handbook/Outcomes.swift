import NextSteps

/// What somebody came to the desk for.
public enum Workflow: String, Sendable, Hashable, CaseIterable {
    case unlock
    case renew
    case email
    case replace
}

/// What to do (handbook-rules §2).
public enum Route: String, Sendable, Hashable, CaseIterable {
    /// The rules can't go on without the facts in `needs`.
    case ask
    case replaceCard = "replace-card"
    case nothingToUnlock = "nothing-to-unlock"
    case selfServiceUnlock = "self-service-unlock"
    case addEmailThenSelfService = "add-email-then-self-service"
    case assistedUnlock = "assisted-unlock"
    case askEmailEditor = "ask-email-editor"
    case contactSmartcardTeam = "contact-smartcard-team"
    case raiseTicket = "raise-ticket"
    case resolveAtOsprey = "resolve-at-osprey"
    case takeCardToOsprey = "take-card-to-osprey"
    case notDue = "not-due"
    case unlockFirst = "unlock-first"
    case selfRenew = "self-renew"
    case referToPrimaryEmployer = "refer-to-primary-employer"
    case assistedRenewal = "assisted-renewal"
    case repairCard = "repair-card"
    case changeInESR = "change-in-esr"
    case chooseListedAddress = "choose-listed-address"
    case editOwnProfile = "edit-own-profile"
    case amendInCIM = "amend-in-cim"
    case addPosition = "add-position"
    case cancelThenOrder = "cancel-then-order"
    case orderCard = "order-card"
}

/// Why the route is this one, where the route alone doesn't say it. In the order in which they are given.
public enum Reason: String, Sendable, Hashable, CaseIterable {
    case ownCard = "own-card"
    case operatorNotPermitted = "operator-not-permitted"
    case notADesignatedWorkstation = "not-a-designated-workstation"
    case needsTwoReaders = "needs-two-readers"
    case secondReaderNotAllowed = "second-reader-not-allowed"
    case holderNotPresent = "holder-not-present"
    case blockedSeries = "blocked-series"
    case repairFailed = "repair-failed"
    case addressMalformed = "address-malformed"
    case domainNotListed = "domain-not-listed"
}

/// What the operator should keep in mind on the way. In the order in which they are given.
public enum Warning: String, Sendable, Hashable, CaseIterable {
    case seriesUnknown = "series-unknown"
    case seriesNotEstablished = "series-not-established"
    case checkEmailDomain = "check-email-domain"
    case selfServiceUnreliableAtSite = "self-service-unreliable-at-site"
    case unlockDuringRenewal = "unlock-during-renewal"
    case cardAlsoLocked = "card-also-locked"
    case underGuidance = "under-guidance"
    case keyboardReader = "keyboard-reader"
    case assumed
}

/// One thing to do, for one person.
public struct Step: Sendable, Hashable {
    public enum Audience: String, Sendable, Hashable, CaseIterable {
        case `operator`
        /// The operator looks away; a passcode is typed by the holder alone.
        case holder
    }

    /// Where the step belongs in a guided session. Not part of the document that scripts read.
    public enum Stage: String, Sendable, Hashable, CaseIterable {
        /// Getting into Care Identity Management with the operator's card alone.
        case logIn
        /// Putting the holder's card into the second reader.
        case insertCard
        case work
        /// Something to keep in mind; nothing to do by itself.
        case remark
        /// When the work is done and shown to have worked.
        case afterwards
        /// On another day: a list to keep, nothing to say done to now.
        case later
    }

    public let audience: Audience
    public let text: String
    /// The button, link or heading on Care Identity Management's screen that the step is about, as it stands there.
    public let label: String?
    public let stage: Stage
    /// What helps with it. The text is complete without; a front end says how it is done there. Not part of the document
    /// that scripts read.
    public let next: NextStep?

    public init(
        _ audience: Audience, _ text: String, label: String? = nil, stage: Stage = .work, next: NextStep? = nil
    ) {
        self.next = next
        self.stage = stage
        self.audience = audience
        self.text = text
        self.label = label
    }
}

/// One row that was tried, and how it came out.
public struct TraceEntry: Sendable, Hashable {
    /// `U1` … `C3`, `A1`, `X1`, `N1`, `K1`.
    public let rule: String
    public let result: Kleene

    public init(rule: String, result: Kleene) {
        self.rule = rule
        self.result = result
    }
}
