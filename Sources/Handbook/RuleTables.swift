/// The tables of handbook-rules §2, row by row.
extension RuleTable {
    public static func table(for workflow: Workflow) -> RuleTable {
        switch workflow {
        case .unlock: unlock
        case .renew: renew
        case .email: email
        case .replace: replace
        }
    }

    public static func table(for chain: Chain) -> RuleTable {
        switch chain {
        case .assistedUnlock: assistedUnlock
        case .expired: expired
        case .assistedRenewal(.renewExpired): assistedRenewalOfExpired
        case .assistedRenewal: assistedRenewal
        case .repair: repair
        }
    }

    private static let cardIsUseless = Formula.any([.holds(.seriesIsBlocked), .holds(.failed(.repair))])

    private static let replaceCard = Outcome.routeBecause(
        .replaceCard, of: .seriesIsBlocked, .blockedSeries, else: .repairFailed)

    // MARK: Workflows

    static let unlock = RuleTable(
        [
            Rule(
                "U1", when: cardIsUseless, then: replaceCard,
                cites: .deprecationNotice, .dorset("Certificate Renewals Issues")),
            Rule(
                "U2", when: .holds(.certificatesExpired), then: .chain(.expired),
                cites: .appendixD("If your smartcard certificates have expired")),
            Rule(
                "U3", when: .all([.holds(.cardUnlocked), .holds(.passcodeKnown)]), then: .route(.nothingToUnlock),
                cites: .appendixD("Renew your own smartcard", "menu: change passcode")),
            Rule(
                "U4", when: .all([.holds(.codeCanReachHolder), .holds(.failed(.selfServiceUnlock))]),
                then: .chain(.assistedUnlock), cites: .appendixD("How to unlock a smartcard")),
            Rule(
                "U5", when: .holds(.codeCanReachHolder), then: .route(.selfServiceUnlock),
                cites: Citation("H10", "App. D"), .smartcardManagement("Unlocking Smartcards"),
                Citation("NHSE", "self-service smartcard unlock")),
            Rule(
                "U6",
                when: .all([
                    .holds(.permitted(.amendEmail)), .not(.holds(.holderIsOperator)), .not(.holds(.emailOwnedByESR)),
                ]),
                then: .route(.addEmailThenSelfService), cites: Citation("H10", "Smartcards"), .noEmail),
            Rule(
                "U7",
                when: .all([
                    .not(.holds(.overseas)), .not(.holds(.failed(.assistedUnlock))),
                    .holds(.assistedWorkPossible(.unlock)),
                ]),
                then: .route(.assistedUnlock), cites: .smartcardManagement("Unlocking Smartcards"), .unlockInCIS),
            Rule(
                "U8", when: .holds(.emailOwnedByESR), then: .chain(.assistedUnlock),
                cites: Citation("H10", "Smartcards")),
        ],
        last: Rule("U9", when: .always, then: .route(.askEmailEditor), cites: .noEmail))

    static let renew = RuleTable(
        [
            Rule(
                "R1", when: cardIsUseless, then: replaceCard,
                cites: .deprecationNotice, .dorset("Certificate Renewals Issues")),
            Rule(
                "R2", when: .holds(.certificatesExpired), then: .chain(.expired),
                cites: .appendixD("If your smartcard has already expired")),
            Rule(
                "R3", when: .holds(.tooEarlyToRenew), then: .route(.notDue),
                cites: .appendixD("If you do not see the option to renew your smartcard"),
                .smartcardManagement("Renew a smartcard")),
            Rule(
                "R4", when: .holds(.lockedOrPasscodeNotKnown), then: .route(.unlockFirst),
                cites: .appendixD("If your smartcard is locked, but not expired")),
            Rule(
                "R5", when: .holds(.overseas), then: .route(.contactSmartcardTeam),
                cites: .smartcardManagement("Renew a smartcard")),
            Rule(
                "R6", when: .holds(.failed(.assistedRenewal)), then: .chain(.repair),
                cites: .dorset("Certificate Renewals Issues")),
            Rule(
                "R7", when: .holds(.failed(.selfRenewal)), then: .chain(.assistedRenewal(.renew)),
                cites: .smartcardManagement("Renew a smartcard")),
        ],
        last: Rule(
            "R8", when: .always, then: .route(.selfRenew),
            cites: .appendixD("Renew your own smartcard"), .smartcardManagement("Renew a smartcard")))

    static let email = RuleTable(
        [
            Rule(
                "M1", when: .holds(.emailOwnedByESR), then: .route(.changeInESR),
                cites: Citation("H10", "Smartcards"), Citation("NHSE", "CIM user guides: change-an-existing-user")),
            Rule(
                "M2", when: .any([.holds(.newAddressMalformed), .holds(.newAddressUnlisted)]),
                then: .routeBecause(
                    .chooseListedAddress, of: .newAddressMalformed, .addressMalformed, else: .domainNotListed),
                cites: Citation("H10", "App. D \"Adding an email address to their Care Identity profile\"")),
            Rule(
                "M3",
                when: .all([
                    .holds(.holderIsOperator), .holds(.cardUnlocked),
                    .not(.knownToHold(.holds(.certificatesExpired))),
                ]),
                then: .route(.editOwnProfile),
                cites: .appendixD("Make sure you have an email address associated with your Care Identity profile")),
            Rule(
                "M4", when: .all([.holds(.permitted(.amendEmail)), .not(.holds(.holderIsOperator))]),
                then: .route(.amendInCIM),
                cites: .appendixD("How to change a user's details, add or amend an EMAIL address")),
        ],
        last: Rule("M5", when: .always, then: .route(.askEmailEditor), cites: Citation("H10", "App. D")))

    static let replace = RuleTable(
        [
            Rule(
                "C1", when: .all([.holds(.replaceReason(.newStarter)), .holds(.hasOtherCard)]),
                then: .route(.addPosition), cites: .dorset("FAQs")),
            Rule(
                "C2", when: .any([.holds(.replaceReason(.lost)), .holds(.replaceReason(.stolen))]),
                then: .route(.cancelThenOrder), cites: .dorset("FAQs, \"CIS Smartcard Printing\"")),
        ],
        last: Rule(
            "C3", when: .always, then: .route(.orderCard),
            cites: .smartcardManagement("Ordering Smartcards"), .dorset("\"CIS Smartcard Printing\", for damaged cards")
        ))

    // MARK: Chains

    static let assistedUnlock = RuleTable(
        [
            Rule(
                "A1", when: .holds(.overseas), then: .route(.contactSmartcardTeam),
                cites: .smartcardManagement("Renew a smartcard", "by analogy")),
            Rule("A2", when: .holds(.failed(.assistedUnlock)), then: .route(.raiseTicket), cites: .callLoggingTips),
        ],
        last: Rule(
            "A3", when: .holds(.assistedWorkPossible(.unlock)), then: .route(.assistedUnlock),
            cites: .appendixD("How to unlock a smartcard"), .smartcardManagement("Unlocking Smartcards"),
            .unlockInCIS),
        otherwise: .escalation(.unlock))

    static let expired = RuleTable(
        [
            Rule(
                "X1", when: .holds(.employedElsewhere), then: .route(.referToPrimaryEmployer),
                cites: .appendixD("If your smartcard certificates have expired")),
            Rule(
                "X2", when: .holds(.overseas), then: .route(.contactSmartcardTeam),
                cites: .smartcardManagement("Renew a smartcard")),
            Rule(
                "X3", when: .holds(.failed(.assistedRenewal)), then: .chain(.repair),
                cites: .dorset("Certificate Renewals Issues")),
        ],
        last: Rule(
            "X4", when: .always, then: .chain(.assistedRenewal(.renewExpired)),
            cites: .smartcardManagement("Renew a smartcard")))

    static let assistedRenewal = renewal(.renew)
    static let assistedRenewalOfExpired = renewal(.renewExpired)

    private static func renewal(_ permission: Permission) -> RuleTable {
        RuleTable(
            [Rule("N1", when: unlockingHasFailed, then: .route(.raiseTicket), cites: .callLoggingTips)],
            last: Rule(
                "N2", when: .holds(.assistedWorkPossible(permission)), then: .route(.assistedRenewal),
                cites: Citation("H10", "Smartcards"), .smartcardManagement("Renew a smartcard")),
            otherwise: .escalation(permission))
    }

    static let repair = RuleTable(
        [Rule("K1", when: unlockingHasFailed, then: .route(.raiseTicket), cites: .callLoggingTips)],
        last: Rule(
            "K2", when: .holds(.assistedWorkPossible(.repair)), then: .route(.repairCard),
            cites: Citation("H10", "Smartcards"), .dorset("Certificate Renewals Issues")),
        otherwise: .escalation(.repair))

    private static let unlockingHasFailed = Formula.all([
        .knownToHold(.holds(.lockedOrPasscodeNotKnown)), .holds(.failed(.assistedUnlock)),
    ])
}

extension Citation {
    static let deprecationNotice = Citation("NHSE", "deprecation notice: smartcard series 4, 5 and 6")
    static let unlockInCIS = Citation("NWC", "How to unlock a user's smartcard in CIS (older)")
    static let callLoggingTips = Citation("H10", "Call Logging Tips")
    static let noEmail = appendixD("If your smartcard is locked but you do not have an email address on your profile")

    static func appendixD(_ heading: String, _ remark: String? = nil) -> Citation {
        Citation("H10", "App. D \"\(heading)\"" + (remark.map { " (\($0))" } ?? ""))
    }

    static func smartcardManagement(_ heading: String, _ remark: String? = nil) -> Citation {
        Citation("SM24", heading + (remark.map { " (\($0))" } ?? ""))
    }

    /// Dorset's page of 2018, which newer documents have overtaken where they speak.
    static func dorset(_ heading: String) -> Citation { Citation("DOR", "\(heading) (older)") }
}
