import Instants

/// What is known about a case. Nil is "unknown", a value of its own and never a default (handbook-rules §1).
/// Each member has its row in `FactDefinition.all`, under the same name and in the same order.
public struct Facts: Sendable, Hashable {
    public var now: UTCInstant?
    public var card = Card()
    public var holder = Holder()
    public var attempts = Attempts()
    public var `operator` = Operator()
    public var workstation = Workstation()
    public var replace = Replace()
    /// Questions that were answered with "I don't know". Only keys that have a default count; one whose fact is known
    /// is never overridden.
    public var cannotSay = FactKeySet()

    public init() {}

    public struct Card: Sendable, Hashable {
        /// The first two digits of the number on the reverse, 1 to 99. Typed by the operator; an ATR never fills it.
        public var series: Int?
        public var lock: CardLock?
        public var certificatesExpire: Expiry?

        public init() {}
    }

    public struct Holder: Sendable, Hashable {
        public var passcodeKnown: Bool?
        public var email: ProfileEmail?
        public var mobileOnProfile: Bool?
        /// As typed. Personal data: see `Facts.redacted`.
        public var newEmail: String?
        public var emailOwnedByESR: Bool?
        public var employer: Employer?
        public var present: Bool?
        public var isOperator: Bool?
        public var location: HolderLocation?
        public var hasOtherCard: Bool?

        public init() {}
    }

    public struct Attempts: Sendable, Hashable {
        public var selfServiceUnlock: AttemptResult?
        public var assistedUnlock: AttemptResult?
        public var selfRenewal: AttemptResult?
        public var assistedRenewal: AttemptResult?
        public var repair: AttemptResult?

        public init() {}
    }

    public struct Operator: Sendable, Hashable {
        public var role: OperatorRole?
        public var cimRole: CIMRole?

        public init() {}
    }

    public struct Workstation: Sendable, Hashable {
        /// The id of a site in the local practice.
        public var site: String?
        /// Slots that can hold a contact card at the same time, 0 to 64.
        public var readers: Int?
        /// At least one of them is built into a keyboard.
        public var keyboardReader: Bool?
        public var designated: Bool?

        public init() {}
    }

    public struct Replace: Sendable, Hashable {
        public var reason: ReplaceReason?

        public init() {}
    }
}

extension Facts {
    /// The facts as they may be kept: of a new address only the domain (its local part becomes `x`), and an address
    /// that isn't well formed becomes `malformed`. The same decision comes out of them: route, reasons and warnings.
    public var redacted: Facts {
        var kept = self
        for fact in FactDefinition.all { fact.redact?(&kept) }
        return kept
    }
}
