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
