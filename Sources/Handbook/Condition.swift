/// A question about a case that rules may ask. Rules see facts through these alone: a rule is made of conditions and
/// holds no code of its own, so looking at every combination of the conditions' truth values looks at everything that
/// a rule can ever do.
public enum Condition: Sendable, Hashable {
    // The card
    case seriesIsBlocked
    case seriesIsKnown
    case seriesIsNotEstablished
    case cardUnlocked
    case certificatesExpired
    case tooEarlyToRenew

    // The holder
    case passcodeKnown
    case emailReceivesCode
    case profileEmailUnverified
    case mobileOnProfile
    case emailOwnedByESR
    case newAddressMalformed
    case newAddressUnlisted
    case newAddressUnverified
    case employedElsewhere
    case holderPresent
    case holderIsOperator
    case overseas
    case hasOtherCard

    // What was tried
    case failed(Attempt)

    // The operator
    case permitted(Permission)
    case operatorIsSelectedHost

    // The workstation and the site
    case designated
    case twoReaders
    case secondReaderAllowed
    case siteIsOsprey
    case keyboardReader
    case selfServiceUnreliable

    case replaceReason(ReplaceReason)

    // Made of others: see `parts`
    case codeCanReachHolder
    case lockedOrPasscodeNotKnown
    case assistedWorkPossible(Permission)

    /// Something that can be tried and can fail.
    public enum Attempt: String, Sendable, Hashable, CaseIterable {
        case selfServiceUnlock
        case assistedUnlock
        case selfRenewal
        case assistedRenewal
        case repair
    }
}

extension Condition {
    /// What a condition with a name of its own is made of; nil for one that looks at facts.
    public var parts: Formula? {
        switch self {
        case .codeCanReachHolder: NamedFormula.codeCanReachHolder
        case .lockedOrPasscodeNotKnown: NamedFormula.lockedOrPasscodeNotKnown
        case .assistedWorkPossible(let permission): AssistedWork.formula(for: permission)
        default: nil
        }
    }

    private enum NamedFormula {
        static let codeCanReachHolder = Formula.any([.holds(.emailReceivesCode), .holds(.mobileOnProfile)])
        static let lockedOrPasscodeNotKnown = Formula.any([.not(.holds(.cardUnlocked)), .not(.holds(.passcodeKnown))])
    }
}

/// What it takes to serve another person's card at this desk.
public enum AssistedWork {
    public struct Requirement: Sendable, Hashable {
        public let formula: Formula
        /// The reason that is given when it is known not to be met.
        public let reason: Reason
    }

    /// In the order in which they are asked about and given as reasons (handbook-rules §2).
    public static func requirements(for permission: Permission) -> [Requirement] {
        work(permission).requirements
    }

    static func formula(for permission: Permission) -> Formula {
        work(permission).formula
    }

    /// Made once: this is on the path of every decision.
    private struct Work: Sendable {
        let requirements: [Requirement]
        let formula: Formula

        init(_ permission: Permission, onDesignatedWorkstation: Bool) {
            var list = [
                Requirement(formula: .not(.holds(.holderIsOperator)), reason: .ownCard),
                Requirement(formula: .holds(.permitted(permission)), reason: .operatorNotPermitted),
            ]
            if onDesignatedWorkstation {
                list.append(Requirement(formula: .holds(.designated), reason: .notADesignatedWorkstation))
            }
            list += [
                Requirement(formula: .holds(.twoReaders), reason: .needsTwoReaders),
                Requirement(formula: .holds(.secondReaderAllowed), reason: .secondReaderNotAllowed),
                Requirement(formula: .holds(.holderPresent), reason: .holderNotPresent),
            ]
            requirements = list
            formula = .all(list.map(\.formula))
        }

        static let amendEmail = Work(.amendEmail, onDesignatedWorkstation: false)
        static let unlock = Work(.unlock, onDesignatedWorkstation: false)
        static let renew = Work(.renew, onDesignatedWorkstation: true)
        static let renewExpired = Work(.renewExpired, onDesignatedWorkstation: true)
        static let repair = Work(.repair, onDesignatedWorkstation: true)
    }

    private static func work(_ permission: Permission) -> Work {
        switch permission {
        case .amendEmail: .amendEmail
        case .unlock: .unlock
        case .renew: .renew
        case .renewExpired: .renewExpired
        case .repair: .repair
        }
    }
}
