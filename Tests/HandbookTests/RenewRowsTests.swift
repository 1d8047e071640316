import Handbook
import NextSteps
import Testing

/// handbook-rules §2, renew: every row, by its name, with its citation.
@Suite struct RenewRowsTests {
    @Test func `R1 a blocked series means another card`() throws {
        let decision = try Case.decide(.renew) { $0.card.series = 4 }
        expect(
            decision, .replaceCard, row: "R1 true", reasons: [.blockedSeries], cites: [.notice, .dorsetRenewals])
    }

    @Test func `R1 a failed repair means another card`() throws {
        let decision = try Case.decide(.renew) { $0.attempts.repair = .failed }
        expect(
            decision, .replaceCard, row: "R1 true", reasons: [.repairFailed], cites: [.notice, .dorsetRenewals])
    }

    @Test func `R2 expired certificates lead into chain X`() throws {
        let decision = try Case.decide(.renew) {
            try Case.expired(&$0)
            $0.holder.employer = .other
        }
        expect(
            decision, .referToPrimaryEmployer, row: "X1 true", cites: [.alreadyExpired, .certificatesExpired])
    }

    @Test func `R3 with more than 90 days left the card is not due`() throws {
        let decision = try Case.decide(.renew) {
            Case.usable(&$0)
            $0.card.certificatesExpire = .instant(try Case.instant("2028-01-01T00:00:00Z"))
        }
        expect(
            decision, .notDue, row: "R3 true",
            cites: [
                Citation("H10", "App. D \"If you do not see the option to renew your smartcard\""), .renewASmartcard,
            ])
        #expect(decision.steps.first?.text.contains("3 October 2027, 01:00") == true)
    }

    @Test(arguments: [(CardLock.locked, true), (.unlocked, false), (.locked, false)])
    func `R4 a locked card or a forgotten passcode is unlocked first`(lock: CardLock, knows: Bool) throws {
        let decision = try Case.decide(.renew) {
            $0.card.lock = lock
            $0.holder.passcodeKnown = knows
        }
        expect(
            decision, .unlockFirst, row: "R4 true",
            cites: [Citation("H10", "App. D \"If your smartcard is locked, but not expired\"")])
        #expect(decision.steps.first?.text.contains("self-service-unlock") == true)
    }

    @Test func `R4 names no unlock route that isn't decided yet`() throws {
        let decision = try Case.decide(.renew) { $0.holder.email = nil }
        #expect(decision.route == .unlockFirst)
        #expect(decision.needs.isEmpty)
        #expect(decision.steps.first?.next == .run(.unlock))
    }

    @Test func `R5 a holder overseas turns to the smartcard team`() throws {
        let decision = try Case.decide(.renew) {
            Case.usable(&$0)
            $0.holder.location = .overseas
        }
        expect(decision, .contactSmartcardTeam, row: "R5 true", cites: [.renewASmartcard])
    }

    @Test func `R6 an assisted renewal that failed leads into chain K`() throws {
        let decision = try Case.decide(.renew) {
            Case.usable(&$0)
            $0.attempts.assistedRenewal = .failed
            $0.operator.cimRole = .registrationAuthorityAgent
        }
        expect(decision, .repairCard, row: "K2 true", cites: [.dorsetRenewals, .h10Smartcards])
    }

    @Test func `R7 a self-renewal that failed leads into chain N`() throws {
        let decision = try Case.decide(.renew) {
            Case.usable(&$0)
            $0.attempts.selfRenewal = .failed
        }
        expect(decision, .assistedRenewal, row: "N2 true", cites: [.renewASmartcard, .h10Smartcards])
    }

    @Test func `R8 otherwise the holder renews`() throws {
        let decision = try Case.decide(.renew, Case.usable)
        expect(
            decision, .selfRenew, row: "R8 true",
            cites: [Citation("H10", "App. D \"Renew your own smartcard\""), .renewASmartcard])
    }
}
