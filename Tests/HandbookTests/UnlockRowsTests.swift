import Handbook
import Testing

/// handbook-rules §2, unlock: every row, by its name, with its citation.
@Suite struct UnlockRowsTests {
    @Test func `U1 a blocked series means another card`() throws {
        let decision = try Case.decide(.unlock) { $0.card.series = 5 }
        expect(
            decision, .replaceCard, row: "U1 true", reasons: [.blockedSeries], cites: [.notice, .dorsetRenewals])
    }

    @Test func `U1 a failed repair means another card`() throws {
        let decision = try Case.decide(.unlock) { $0.attempts.repair = .failed }
        expect(
            decision, .replaceCard, row: "U1 true", reasons: [.repairFailed], cites: [.notice, .dorsetRenewals])
    }

    @Test func `U1 names the blocked series where repair has failed too`() throws {
        let decision = try Case.decide(.unlock) {
            $0.card.series = 2
            $0.attempts.repair = .failed
        }
        #expect(decision.reasons == [.blockedSeries])
    }

    @Test func `U2 expired certificates lead into chain X`() throws {
        let decision = try Case.decide(.unlock) {
            try Case.expired(&$0)
            $0.holder.employer = .other
        }
        expect(
            decision, .referToPrimaryEmployer, row: "X1 true", cites: [.certificatesExpired])
        #expect(decision.trace.map(\.rule) == ["U1", "U2", "X1"])
    }

    @Test func `U3 an unlocked card with a known passcode needs nothing`() throws {
        let decision = try Case.decide(.unlock, Case.usable)
        expect(
            decision, .nothingToUnlock, row: "U3 true",
            cites: [Citation("H10", "App. D \"Renew your own smartcard\" (menu: change passcode)")])
    }

    @Test func `U4 a self-service unlock that failed leads into chain A`() throws {
        let decision = try Case.decide(.unlock) { $0.attempts.selfServiceUnlock = .failed }
        expect(
            decision, .assistedUnlock, row: "A3 true",
            cites: [.howToUnlock, .unlockingSmartcards, .unlockInOldCIS])
        #expect(decision.trace.map(\.rule) == ["U1", "U2", "U3", "U4", "A1", "A2", "A3"])
    }

    @Test(arguments: [ProfileEmail.listed, .unverified])
    func `U5 the holder unlocks where a code comes by email`(email: ProfileEmail) throws {
        let decision = try Case.decide(.unlock) { $0.holder.email = email }
        expect(
            decision, .selfServiceUnlock, row: "U5 true",
            cites: [
                Citation("H10", "App. D"), .unlockingSmartcards, Citation("NHSE", "self-service smartcard unlock"),
            ])
    }

    @Test(arguments: [ProfileEmail.none, .unlisted, .inaccessible])
    func `U5 the holder unlocks where a code comes by text`(email: ProfileEmail) throws {
        let decision = try Case.decide(.unlock) {
            $0.holder.email = email
            $0.holder.mobileOnProfile = true
        }
        #expect(decision.route == .selfServiceUnlock)
        #expect(decision.lastRow == "U5 true")
    }

    @Test func `U6 whoever may amend the email does so, and the holder unlocks`() throws {
        let decision = try Case.decide(.unlock) { $0.holder.email = ProfileEmail.none }
        expect(decision, .addEmailThenSelfService, row: "U6 true", cites: [.h10Smartcards, .noEmailOnProfile])
    }

    @Test func `U7 with nobody to amend the email the card is unlocked with help`() throws {
        let decision = try Case.decide(.unlock) {
            $0.holder.email = ProfileEmail.none
            $0.operator.role = .rotaTeam
        }
        expect(decision, .assistedUnlock, row: "U7 true", cites: [.unlockingSmartcards, .unlockInOldCIS])
    }

    @Test func `U8 an email that ESR owns leads into chain A`() throws {
        let decision = try Case.decide(.unlock) {
            Case.unreachable(&$0)
            $0.holder.present = false
            $0.workstation.site = "greenway"
        }
        expect(
            decision, .takeCardToOsprey, row: "A3 false", reasons: [.holderNotPresent],
            cites: [.h10Smartcards, .howToUnlock, .unlockingSmartcards, .unlockInOldCIS])
        #expect(decision.trace.contains(TraceEntry(rule: "U8", result: .true)))
    }

    @Test func `U9 otherwise somebody who may change the email is asked`() throws {
        let decision = try Case.decide(.unlock) {
            $0.holder.email = ProfileEmail.none
            $0.operator.role = .staff
        }
        expect(decision, .askEmailEditor, row: "U9 true", cites: [.noEmailOnProfile])
    }
}
