/// The rules in English, made from the rules themselves: what a manager reads is what is decided.
extension Condition {
    /// The condition as a clause: when it holds, and when it doesn't.
    var clauses: (holds: String, doesNot: String) {
        switch self {
        case .seriesIsBlocked: ("the card's series is blocked", "the card's series is not blocked")
        case .seriesIsKnown: ("the series is known", "the series is not known")
        case .seriesIsNotEstablished:
            ("the series is 7 or above 10, which no source describes", "the series is one that a source describes")
        case .cardUnlocked: ("the card is unlocked", "the card is locked")
        case .certificatesExpired: ("the certificates have expired", "the certificates have not expired")
        case .tooEarlyToRenew:
            ("more than 90 days are left before the certificates expire", "90 days or fewer are left")
        case .passcodeKnown: ("the holder knows the passcode", "the holder does not know the passcode")
        case .emailReceivesCode:
            (
                "the email on the profile is listed or unverified",
                "the email on the profile is missing, unlisted or inaccessible"
            )
        case .profileEmailUnverified:
            ("the email on the profile is unverified", "the email on the profile is not unverified")
        case .mobileOnProfile: ("a mobile number is on the profile", "no mobile number is on the profile")
        case .emailOwnedByESR: ("the email is owned by ESR", "the email is not owned by ESR")
        case .newAddressMalformed: ("the new address is not well formed", "the new address is well formed")
        case .newAddressUnlisted:
            ("the new address's domain is not on a complete list", "the new address's domain is not refused by a list")
        case .newAddressUnverified:
            ("it is not known whether the new address's domain is listed", "the new address's domain is known")
        case .employedElsewhere:
            ("the holder's primary employer is another", "the holder's primary employer is this organisation")
        case .holderPresent: ("the holder is present", "the holder is not present")
        case .holderIsOperator: ("the holder is the operator", "the holder is not the operator")
        case .overseas: ("the holder is overseas", "the holder is not known to be overseas")
        case .hasOtherCard:
            ("the holder has another working NHS smartcard", "the holder has no other working NHS smartcard")
        case .failed(let attempt): ("\(attempt.text) has failed", "\(attempt.text) has not failed")
        case .permitted(let permission):
            ("the operator may \(permission.text)", "the operator may not \(permission.text)")
        case .operatorIsSelectedHost:
            ("the operator is a selected host", "the operator is not a selected host")
        case .designated:
            ("the workstation is designated for renewals", "the workstation is not designated for renewals")
        case .twoReaders: ("there are at least two card readers", "there are fewer than two card readers")
        case .secondReaderAllowed: ("the site allows a second reader", "the site does not allow a second reader")
        case .siteIsOsprey: ("the site is Osprey Court", "the site is not known to be Osprey Court")
        case .keyboardReader: ("a reader is built into a keyboard", "no reader is built into a keyboard")
        case .selfServiceUnreliable:
            (
                "self-service unlock may not work at the holder's site, or at the workstation's if that is unknown",
                "nothing is said against self-service unlock at the site"
            )
        case .replaceReason(let reason):
            ("the reason is \(reason.rawValue)", "the reason is not \(reason.rawValue)")
        case .codeCanReachHolder: ("a code can reach the holder", "no code can reach the holder")
        case .lockedOrPasscodeNotKnown:
            ("the card is locked or the passcode not known", "the card is unlocked and the passcode known")
        case .assistedWorkPossible(let permission):
            (
                "assisted work is possible (\(permission.rawValue))",
                "assisted work is not possible (\(permission.rawValue))"
            )
        }
    }
}

extension Condition {
    /// The condition as a clause, when it holds.
    public var name: String { clauses.holds }
}

extension Condition.Attempt {
    var text: String {
        switch self {
        case .selfServiceUnlock: "self-service unlock"
        case .assistedUnlock: "assisted unlock"
        case .selfRenewal: "self-renewal"
        case .assistedRenewal: "assisted renewal"
        case .repair: "repair"
        }
    }
}

extension Permission {
    /// After "may": what it allows.
    public var text: String {
        switch self {
        case .amendEmail: "amend another person's email"
        case .unlock: "unlock another person's card"
        case .renew: "renew another person's card"
        case .renewExpired: "renew another person's expired card"
        case .repair: "repair another person's card"
        }
    }
}

extension Formula {
    /// The formula as a clause without a capital or a full stop.
    public var text: String {
        switch self {
        case .always: "otherwise"
        case .holds(let condition): condition.clauses.holds
        case .not(.holds(let condition)): condition.clauses.doesNot
        case .not(.knownToHold(let formula)): "it is not known that \(formula.text)"
        case .not(let formula): "not so: \(formula.text)"
        case .knownToHold(let formula): "it is known that \(formula.text)"
        case .all(let formulas): formulas.map(\.text).joined(separator: "; and ")
        case .any(let formulas): formulas.map(\.text).joined(separator: ", or ")
        }
    }
}

extension Outcome {
    public var text: String {
        switch self {
        case .route(let route), .routeBecause(let route, _, _, _): route.rawValue
        case .chain(.assistedRenewal(let permission)): "chain N (\(permission.rawValue))"
        case .chain(let chain): "chain \(chain.letter)"
        case .osprey:
            "\(Route.resolveAtOsprey.rawValue) if the site is Osprey Court, else \(Route.takeCardToOsprey.rawValue)"
        }
    }
}

extension RuleTable {
    /// What a row leads to, and where the last one leads when it doesn't hold.
    public func outcomeText(of rule: Rule) -> String {
        rule.id == last.id && otherwise != last.then ? "\(rule.then.text); if not: \(otherwise.text)" : rule.then.text
    }
}
