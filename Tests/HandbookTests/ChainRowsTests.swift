import Handbook
import Testing

/// handbook-rules §2, chains A, X, N and K: every row, by its name, with its citation.
@Suite struct ChainRowsTests {
    private func chainA(_ change: (inout Facts) throws -> Void) throws -> Decision {
        try Case.decide(.unlock) {
            $0.attempts.selfServiceUnlock = .failed
            try change(&$0)
        }
    }

    @Test func `A1 a holder overseas turns to the smartcard team`() throws {
        expect(
            try chainA { $0.holder.location = .overseas }, .contactSmartcardTeam, row: "A1 true",
            cites: [.howToUnlock, Citation("SM24", "Renew a smartcard (by analogy)")])
    }

    @Test func `A2 an assisted unlock that failed means a ticket`() throws {
        expect(
            try chainA { $0.attempts.assistedUnlock = .failed }, .raiseTicket, row: "A2 true",
            cites: [.howToUnlock, .loggingTips])
    }

    static let citesA3: [Citation] = [.howToUnlock, .unlockingSmartcards, .unlockInOldCIS]

    @Test func `A3 the card is unlocked with help where that is possible`() throws {
        expect(try chainA { _ in }, .assistedUnlock, row: "A3 true", cites: Self.citesA3)
    }

    /// Each requirement alone, and the reason it gives.
    static let hindrances: [(Reason, @Sendable (inout Facts) -> Void)] = [
        (.ownCard, { $0.holder.isOperator = true }),
        (.operatorNotPermitted, { $0.operator.role = .staff }),
        (.needsTwoReaders, { $0.workstation.readers = 1 }),
        (.secondReaderNotAllowed, { $0.workstation.site = "cossham" }),
        (.holderNotPresent, { $0.holder.present = false }),
    ]

    @Test(arguments: hindrances.indices)
    func `A3 else Osprey, with the reason`(index: Int) throws {
        let (reason, hinder) = Self.hindrances[index]
        let decision = try chainA(hinder)
        let route: Route = reason == .secondReaderNotAllowed ? .takeCardToOsprey : .resolveAtOsprey
        expect(decision, route, row: "A3 false", reasons: [reason], cites: Self.citesA3)
    }

    @Test func `A3 else Osprey with all reasons in order, known ones only`() throws {
        let decision = try chainA {
            for (_, hinder) in Self.hindrances { hinder(&$0) }
            $0.operator.role = nil
        }
        #expect(decision.route == .takeCardToOsprey)
        #expect(
            decision.reasons == [.ownCard, .needsTwoReaders, .secondReaderNotAllowed, .holderNotPresent])
    }

    @Test func `A3 else take the card to Osprey where the site isn't known`() throws {
        let decision = try chainA {
            $0.workstation.site = nil
            $0.holder.present = false
        }
        expect(decision, .takeCardToOsprey, row: "A3 false", reasons: [.holderNotPresent], cites: Self.citesA3)
    }

    private func chainX(_ change: (inout Facts) throws -> Void) throws -> Decision {
        try Case.decide(.renew) {
            Case.usable(&$0)
            try Case.expired(&$0)
            try change(&$0)
        }
    }

    @Test func `X1 another primary employer renews its own people's cards`() throws {
        expect(
            try chainX { $0.holder.employer = .other }, .referToPrimaryEmployer, row: "X1 true",
            cites: [.alreadyExpired, .certificatesExpired])
    }

    @Test func `X2 a holder overseas turns to the smartcard team`() throws {
        expect(
            try chainX { $0.holder.location = .overseas }, .contactSmartcardTeam, row: "X2 true",
            cites: [.alreadyExpired, .renewASmartcard])
    }

    @Test func `X3 an assisted renewal that failed leads into chain K`() throws {
        let decision = try chainX {
            $0.attempts.assistedRenewal = .failed
            $0.operator.cimRole = .registrationAuthorityManager
        }
        expect(
            decision, .repairCard, row: "K2 true", cites: [.alreadyExpired, .dorsetRenewals, .h10Smartcards])
    }

    @Test func `X4 otherwise an expired card is renewed with help`() throws {
        let decision = try chainX { $0.operator.role = .teamManager }
        expect(
            decision, .assistedRenewal, row: "N2 true", cites: [.alreadyExpired, .renewASmartcard, .h10Smartcards])
        #expect(decision.trace.contains(TraceEntry(rule: "X4", result: .true)))
    }

    @Test func `N1 a locked card that couldn't be unlocked means a ticket`() throws {
        let decision = try chainX {
            $0.card.lock = .locked
            $0.attempts.assistedUnlock = .failed
        }
        expect(
            decision, .raiseTicket, row: "N1 true", cites: [.alreadyExpired, .renewASmartcard, .loggingTips])
        #expect(decision.warnings == [.unlockDuringRenewal])
    }

    @Test func `N1 doesn't ask about the lock or the passcode`() throws {
        let decision = try chainX {
            $0.card.lock = nil
            $0.holder.passcodeKnown = nil
            $0.attempts.assistedUnlock = .failed
            $0.operator.role = .teamManager
        }
        #expect(decision.route == .assistedRenewal)
        #expect(decision.warnings.isEmpty)
    }

    @Test func `N2 needs a designated workstation`() throws {
        let decision = try chainX {
            $0.operator.role = .teamManager
            $0.workstation.designated = false
        }
        expect(
            decision, .resolveAtOsprey, row: "N2 false", reasons: [.notADesignatedWorkstation],
            cites: [.alreadyExpired, .renewASmartcard, .h10Smartcards])
    }

    @Test func `N2 asks a shift manager for the CIM role, for an expired card alone`() throws {
        let expired = try chainX { _ in }
        #expect(expired.route == .ask)
        #expect(expired.needs == [.operatorCIMRole])
        let due = try Case.decide(.renew) {
            Case.usable(&$0)
            $0.attempts.selfRenewal = .failed
        }
        #expect(due.route == .assistedRenewal)
    }

    private func chainK(_ change: (inout Facts) throws -> Void) throws -> Decision {
        try Case.decide(.renew) {
            Case.usable(&$0)
            $0.attempts.assistedRenewal = .failed
            try change(&$0)
        }
    }

    @Test func `K1 a locked card that couldn't be unlocked means a ticket`() throws {
        let decision = try Case.decide(.renew) {
            try Case.expired(&$0)
            $0.attempts.assistedRenewal = .failed
            $0.attempts.assistedUnlock = .failed
        }
        expect(
            decision, .raiseTicket, row: "K1 true", cites: [.alreadyExpired, .dorsetRenewals, .loggingTips])
    }

    @Test func `K2 the certificates are repaired by whom CIM lets`() throws {
        expect(
            try chainK { $0.operator.cimRole = .advancedRegistrationAuthorityAgent }, .repairCard, row: "K2 true",
            cites: [.dorsetRenewals, .h10Smartcards])
    }

    @Test func `K2 else Osprey`() throws {
        expect(
            try chainK { $0.operator.cimRole = .sponsor }, .resolveAtOsprey, row: "K2 false",
            reasons: [.operatorNotPermitted], cites: [.dorsetRenewals, .h10Smartcards])
    }
}
