/// The name of a fact, as scripts, answer files and the audit log write it (handbook-rules §1), in that table's order.
public enum FactKey: String, Sendable, Hashable, CaseIterable {
    case now
    case cardSeries = "card.series"
    case cardLock = "card.lock"
    case cardCertificatesExpire = "card.certificatesExpire"
    case holderPasscodeKnown = "holder.passcodeKnown"
    case holderEmail = "holder.email"
    case holderMobileOnProfile = "holder.mobileOnProfile"
    case holderNewEmail = "holder.newEmail"
    case holderEmailOwnedByESR = "holder.emailOwnedByESR"
    case holderEmployer = "holder.employer"
    case holderPresent = "holder.present"
    case holderIsOperator = "holder.isOperator"
    case holderLocation = "holder.location"
    case holderHasOtherCard = "holder.hasOtherCard"
    case attemptsSelfServiceUnlock = "attempts.selfServiceUnlock"
    case attemptsAssistedUnlock = "attempts.assistedUnlock"
    case attemptsSelfRenewal = "attempts.selfRenewal"
    case attemptsAssistedRenewal = "attempts.assistedRenewal"
    case attemptsRepair = "attempts.repair"
    case operatorRole = "operator.role"
    case operatorCIMRole = "operator.cimRole"
    case workstationSite = "workstation.site"
    case workstationReaders = "workstation.readers"
    /// At least one of the readers that were counted is built into a keyboard. Beyond the table of handbook-rules §1,
    /// which has the warning but no fact for it: without one a recorded decision could not be taken again.
    case workstationKeyboardReader = "workstation.keyboardReader"
    case workstationDesignated = "workstation.designated"
    case replaceReason = "replace.reason"

    /// True for a fact that may stand in `cannotSay`, because the handbook says what an "I don't know" counts as.
    /// The others can only be left unknown.
    public var hasDefault: Bool { FactKeySet.withDefault.contains(self) }
}

/// A set of fact keys, small enough to be copied freely.
public struct FactKeySet: Sendable, Hashable {
    private var bits: UInt32 = 0

    public init() {}

    public init(_ keys: some Sequence<FactKey>) {
        for key in keys { insert(key) }
    }

    /// The keys that may stand in `cannotSay` (handbook-rules §1, "Don't know").
    public static let withDefault = FactKeySet([
        .cardLock, .cardCertificatesExpire, .holderPasscodeKnown, .holderEmail, .holderMobileOnProfile,
        .holderEmailOwnedByESR, .holderEmployer, .holderPresent, .holderIsOperator, .operatorRole, .operatorCIMRole,
        .workstationDesignated,
    ])

    public var isEmpty: Bool { bits == 0 }

    public func contains(_ key: FactKey) -> Bool { bits & key.bit != 0 }

    public mutating func insert(_ key: FactKey) { bits |= key.bit }

    public mutating func remove(_ key: FactKey) { bits &= ~key.bit }

    public mutating func formUnion(_ other: FactKeySet) { bits |= other.bits }

    public func union(_ other: FactKeySet) -> FactKeySet {
        var both = self
        both.formUnion(other)
        return both
    }

    /// The members in the table's order.
    public var keys: [FactKey] { isEmpty ? [] : FactKey.allCases.filter(contains) }
}

extension FactKey {
    /// The fact's place in the table, as one bit. A switch, because this is on the path of every decision.
    fileprivate var bit: UInt32 {
        let place: UInt32 =
            switch self {
            case .now: 0
            case .cardSeries: 1
            case .cardLock: 2
            case .cardCertificatesExpire: 3
            case .holderPasscodeKnown: 4
            case .holderEmail: 5
            case .holderMobileOnProfile: 6
            case .holderNewEmail: 7
            case .holderEmailOwnedByESR: 8
            case .holderEmployer: 9
            case .holderPresent: 10
            case .holderIsOperator: 11
            case .holderLocation: 12
            case .holderHasOtherCard: 13
            case .attemptsSelfServiceUnlock: 14
            case .attemptsAssistedUnlock: 15
            case .attemptsSelfRenewal: 16
            case .attemptsAssistedRenewal: 17
            case .attemptsRepair: 18
            case .operatorRole: 19
            case .operatorCIMRole: 20
            case .workstationSite: 21
            case .workstationReaders: 22
            case .workstationKeyboardReader: 23
            case .workstationDesignated: 24
            case .replaceReason: 25
            }
        return 1 << place
    }
}
