import Instants
import NHSCards

/// What rules ask about the card.
extension Condition {
    public static let seriesIsBlocked = Condition(
        "seriesIsBlocked",
        "the card's series is blocked", "the card's series is not blocked", reads: [\.card.series, \.now]
    ) { situation in
        // A series that isn't known counts as not blocked.
        Truth(situation.facts.card.series.map { CardSeries.block(of: $0).truth(at: situation.facts.now) } ?? .false)
    }

    public static let seriesIsKnown = Condition(
        "seriesIsKnown",
        "the series is known", "the series is not known", reads: [\.card.series]
    ) { Truth($0.facts.card.series != nil) }

    public static let seriesIsNotEstablished = Condition(
        "seriesIsNotEstablished",
        "the series is 7 or above 10, which no source describes", "the series is one that a source describes",
        reads: [\.card.series]
    ) { Truth($0.facts.card.series.map { $0 == 7 || $0 > 10 } ?? false) }

    public static let cardUnlocked = Condition(
        "cardUnlocked",
        "the card is unlocked", "the card is locked", reading: \.card.lock
    ) { $0 == .unlocked }

    public static let certificatesExpired = Condition(
        "certificatesExpired",
        "the certificates have expired", "the certificates have not expired",
        reads: [\.card.certificatesExpire, \.now]
    ) { $0.expiry { now, expiry in now > expiry.notAfter } }

    public static let tooEarlyToRenew = Condition(
        "tooEarlyToRenew",
        "more than \(RenewalWindow.days) days are left before the certificates expire",
        "\(RenewalWindow.days) days or fewer are left",
        reads: [\.card.certificatesExpire, \.now]
    ) { $0.expiry { now, expiry in now < expiry.opensAt } }
}

/// What rules ask about the holder.
extension Condition {
    public static let passcodeKnown = Condition(
        "passcodeKnown",
        "the holder knows the passcode", "the holder does not know the passcode", reading: \.holder.passcodeKnown)

    public static let emailReceivesCode = Condition(
        "emailReceivesCode",
        "the email on the profile is listed or unverified",
        "the email on the profile is missing, unlisted or inaccessible", reading: \.holder.email
    ) { $0 == .listed || $0 == .unverified }

    public static let profileEmailUnverified = Condition(
        "profileEmailUnverified",
        "the email on the profile is unverified", "the email on the profile is not unverified",
        reading: \.holder.email
    ) { $0 == .unverified }

    public static let mobileOnProfile = Condition(
        "mobileOnProfile",
        "a mobile number is on the profile", "no mobile number is on the profile", reading: \.holder.mobileOnProfile)

    public static let emailOwnedByESR = Condition(
        "emailOwnedByESR",
        "the email is owned by ESR", "the email is not owned by ESR", reading: \.holder.emailOwnedByESR)

    public static let newAddressMalformed = Condition(
        "newAddressMalformed",
        "the new address is not well formed", "the new address is well formed", reads: [\.holder.newEmail]
    ) { $0.newAddress { $0 == nil } }

    public static let newAddressUnlisted = Condition(
        "newAddressUnlisted",
        "the new address's domain is not on a complete list", "the new address's domain is not refused by a list",
        reads: [\.holder.newEmail]
    ) { $0.newAddress { $0 == .unlisted } }

    public static let newAddressUnverified = Condition(
        "newAddressUnverified",
        "it is not known whether the new address's domain is listed", "the new address's domain is known",
        reads: [\.holder.newEmail]
    ) { $0.newAddress { $0 == .unverified } }

    public static let employedElsewhere = Condition(
        "employedElsewhere",
        "the holder's primary employer is another", "the holder's primary employer is this organisation",
        reading: \.holder.employer
    ) { $0 == .other }

    public static let holderPresent = Condition(
        "holderPresent",
        "the holder is present", "the holder is not present", reading: \.holder.present)

    public static let holderIsOperator = Condition(
        "holderIsOperator",
        "the holder is the operator", "the holder is not the operator", reading: \.holder.isOperator)

    public static let overseas = Condition(
        "overseas",
        "the holder is overseas", "the holder is not known to be overseas", reads: [\.holder.location]
    ) { Truth($0.facts.holder.location == .overseas) }

    public static let hasOtherCard = Condition(
        "hasOtherCard",
        "the holder has another working NHS smartcard", "the holder has no other working NHS smartcard",
        reading: \.holder.hasOtherCard)
}

/// What rules ask about what was tried. What isn't known wasn't.
extension Condition {
    /// Something that can be tried and can fail.
    public enum Attempt: String, Sendable, Hashable, CaseIterable {
        case selfServiceUnlock
        case assistedUnlock
        case selfRenewal
        case assistedRenewal
        case repair

        fileprivate var fact: (text: String, path: any WritableKeyPath<Facts, AttemptResult?> & Sendable) {
            switch self {
            case .selfServiceUnlock: ("self-service unlock", \.attempts.selfServiceUnlock)
            case .assistedUnlock: ("assisted unlock", \.attempts.assistedUnlock)
            case .selfRenewal: ("self-renewal", \.attempts.selfRenewal)
            case .assistedRenewal: ("assisted renewal", \.attempts.assistedRenewal)
            case .repair: ("repair", \.attempts.repair)
            }
        }
    }

    public static func failed(_ attempt: Attempt) -> Condition {
        let (text, path) = attempt.fact
        return Condition(
            "failed.\(attempt.rawValue)", "\(text) has failed", "\(text) has not failed", reads: [path]
        ) {
            Truth($0.facts[keyPath: path] == .failed)
        }
    }
}

/// What rules ask about the operator, the workstation and the site.
extension Condition {
    public static func permitted(_ permission: Permission) -> Condition {
        Condition(
            "permitted.\(permission.rawValue)", "the operator may \(permission.text)",
            "the operator may not \(permission.text)",
            reads: [\.operator.role, \.workstation.site, \.operator.cimRole],
            asks: { $0.whatPermissionNeeds(permission) }, { $0.permitted(permission) })
    }

    public static let operatorIsSelectedHost = Condition(
        "operatorIsSelectedHost",
        "the operator is a selected host", "the operator is not a selected host", reading: \.operator.role
    ) { $0 == .selectedHost }

    public static let designated = Condition(
        "designated",
        "the workstation is designated for renewals", "the workstation is not designated for renewals",
        reading: \.workstation.designated)

    public static let twoReaders = Condition(
        "twoReaders",
        "there are at least two card readers", "there are fewer than two card readers",
        reading: \.workstation.readers
    ) { $0 >= 2 }

    public static let secondReaderAllowed = Condition(
        "secondReaderAllowed",
        "the site allows a second reader", "the site does not allow a second reader", reads: [\.workstation.site]
    ) { Truth($0.site.map { Kleene($0.secondReader != .notAllowed) } ?? .unknown) }

    public static let siteIsEscalation = Condition(
        "siteIsEscalation",
        "cards are brought to this site", "this is not known to be the site that cards are brought to",
        reads: [\.workstation.site]
    ) { Truth($0.facts.workstation.site == $0.practice.escalation.site) }

    public static let keyboardReader = Condition(
        "keyboardReader",
        "a reader is built into a keyboard", "no reader is built into a keyboard",
        reads: [\.workstation.keyboardReader]
    ) { Truth($0.facts.workstation.keyboardReader ?? false) }

    public static let selfServiceUnreliable = Condition(
        "selfServiceUnreliable",
        "self-service unlock may not work at the holder's site, or at the workstation's if that is unknown",
        "nothing is said against self-service unlock at the site",
        reads: [\.holder.location, \.workstation.site]
    ) { Truth($0.selfServiceUnreliable) }

    public static func replaceReason(_ reason: ReplaceReason) -> Condition {
        Condition(
            "replaceReason.\(reason.rawValue)", "the reason is \(reason.rawValue)",
            "the reason is not \(reason.rawValue)", reading: \.replace.reason
        ) { $0 == reason }
    }
}

/// Conditions that are made of others.
extension Condition {
    public static let codeCanReachHolder = Condition(
        "codeCanReachHolder",
        "a code can reach the holder", "no code can reach the holder",
        of: .any([.holds(.emailReceivesCode), .holds(.mobileOnProfile)]))

    public static let lockedOrPasscodeNotKnown = Condition(
        "lockedOrPasscodeNotKnown",
        "the card is locked or the passcode not known", "the card is unlocked and the passcode known",
        of: .any([.not(.holds(.cardUnlocked)), .not(.holds(.passcodeKnown))]))

    public static func assistedWorkPossible(_ permission: Permission) -> Condition {
        Condition(
            "assistedWorkPossible.\(permission.rawValue)", "assisted work is possible (\(permission.rawValue))",
            "assisted work is not possible (\(permission.rawValue))",
            of: AssistedWork.formula(for: permission))
    }
}
