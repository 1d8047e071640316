import Handbook
import HandbookProof
import Testing

/// handbook-rules §6: what the steps of each route must say, and to whom.
@Suite struct StepsTests {
    private func text(_ decision: Decision) -> String {
        decision.steps.map(\.text).joined(separator: "\n")
    }

    private func mustSay(_ decision: Decision, _ route: Route, _ phrases: String...) {
        #expect(decision.route == route)
        for phrase in phrases { #expect(text(decision).contains(phrase), "\(route.rawValue): \(phrase)") }
    }

    @Test func `self-service unlock says where, how and for how long`() throws {
        let decision = try Case.decide(.unlock)
        mustSay(
            decision, .selfServiceUnlock, "digital.nhs.uk/unlock", "Chrome or Edge", "15 minutes", "6 to 8 digits",
            "Any internet connection will do", "by email to the address on your profile")
        let text = try Case.decide(.unlock) {
            $0.holder.email = ProfileEmail.none
            $0.holder.mobileOnProfile = true
        }
        mustSay(text, .selfServiceUnlock, "by text to the mobile number")
    }

    @Test func `adding an email says how to find the person`() throws {
        let decision = try Case.decide(.unlock) { $0.holder.email = ProfileEmail.none }
        mustSay(
            decision, .addEmailThenSelfService, "Find an existing user", "UUID", "in my organisation", "View profile",
            "Change", "Update", "digital.nhs.uk/unlock")
    }

    @Test func `assisted unlock has the operator alone at log-in and the holder at the passcode`() throws {
        let decision = try Case.decide(.unlock) { $0.attempts.selfServiceUnlock = .failed }
        mustSay(
            decision, .assistedUnlock, "own card alone", "ERR1002", "second reader", "Service smartcard",
            "shows the card's holder", "Unlock smartcard", "6 to 8 digits", "Confirm", "unlocked successfully",
            "Log out", "Take out both cards", "does not log you out", "Spine portal")
        let passcode = decision.steps.filter { $0.text.contains("Type a new passcode") }
        #expect(passcode.map(\.audience) == [.holder])
        let labels = decision.steps.compactMap(\.label)
        #expect(
            labels == [
                "Service smartcard", "Unlock smartcard", "Continue", "Enter new passcode", "Confirm",
                "Smartcard unlocked successfully", "Log out",
            ])
    }

    @Test func `assisted renewal unlocks first where the passcode isn't there`() throws {
        let decision = try Case.decide(.unlock) {
            try Case.expired(&$0)
            $0.operator.role = .teamManager
        }
        mustSay(decision, .assistedRenewal, "Unlock smartcard", "Renew smartcard certificates", "current passcode")
        let labels = decision.steps.compactMap(\.label)
        let unlock = try #require(labels.firstIndex(of: "Unlock smartcard"))
        let renew = try #require(labels.firstIndex(of: "Renew smartcard certificates"))
        #expect(unlock < renew)
        #expect(labels.filter { $0 == "Service smartcard" }.count == 2)
        let plain = try Case.decide(.renew) {
            Case.usable(&$0)
            $0.attempts.selfRenewal = .failed
        }
        #expect(!text(plain).contains("Unlock smartcard"))
    }

    @Test func `other routes say what they must`() throws {
        mustSay(
            try Case.decide(.renew) {
                Case.usable(&$0)
                $0.attempts.assistedRenewal = .failed
                $0.operator.cimRole = .registrationAuthorityAgent
            }, .repairCard, "Repair smartcard certificates")
        mustSay(
            try Case.decide(.renew, Case.usable), .selfRenew, "Renew your own smartcard", "passcode", "Continue")
        mustSay(
            try Case.decide(.unlock, Case.usable), .nothingToUnlock, "Change smartcard passcode", "role profile",
            "software", "CLEO")
        mustSay(
            try Case.decide(.unlock) {
                $0.holder.email = ProfileEmail.none
                $0.operator.role = .staff
            }, .askEmailEditor, "Shift Manager", "Team Manager", "Rota Team Lead", "Training Support Co-ordinator",
            "Digital Team", "At night that is the Shift Manager")
        mustSay(
            try Case.decide(.email) { $0.holder.emailOwnedByESR = true }, .changeInESR, "ESR", "assisted unlock")
        mustSay(
            try Case.decide(.unlock) {
                try Case.expired(&$0)
                $0.holder.employer = .other
            }, .referToPrimaryEmployer, "Registration Authority", "no card, no access")
    }

    @Test func `a card is brought to Osprey and never sent`() throws {
        let decision = try Case.decide(.unlock) {
            $0.attempts.selfServiceUnlock = .failed
            $0.workstation.site = "cossham"
        }
        mustSay(
            decision, .takeCardToOsprey, "Shift Manager", "ticket", "a slot with the Digital Team booked",
            "Bring the card", "Don't send")
        #expect(decision.steps.contains { $0.audience == .holder && $0.text.contains("Bring the card") })
    }

    @Test func `each reason at Osprey has its remedy`() throws {
        let decision = try Case.decide(.unlock) {
            $0.attempts.selfServiceUnlock = .failed
            $0.holder.isOperator = true
            $0.operator.role = .staff
            $0.workstation.readers = 0
            $0.holder.present = false
        }
        mustSay(decision, .resolveAtOsprey, "fetch a colleague", "two card readers", "Book the holder in")
        #expect(decision.steps.count > decision.reasons.count)
    }

    @Test func `a ticket says what it must hold`() throws {
        let decision = try Case.decide(.unlock) {
            $0.attempts.selfServiceUnlock = .failed
            $0.attempts.assistedUnlock = .failed
        }
        mustSay(
            decision, .raiseTicket, "another workstation", "Don't move equipment", "asset number", "room",
            "steps taken", "Shift Manager Report", "On Call Manager")
    }

    @Test func `orders state the reason and go to the supplier`() throws {
        mustSay(
            try Case.decide(.replace) { $0.replace.reason = .stolen }, .cancelThenOrder, "permanent", "RA Manager",
            "theft", "stolen", "scwcsu.smartcards@nhs.net", "in person", "arrives locked", "position")
        mustSay(
            try Case.decide(.replace) { $0.replace.reason = .damaged }, .orderCard, "damaged", "UUID",
            "different people", "arrives locked", "position")
        mustSay(
            try Case.decide(.replace) {
                $0.replace.reason = .newStarter
                $0.holder.hasOtherCard = true
            }, .addPosition, "position", "CLEO")
        mustSay(
            try Case.decide(.unlock) { $0.card.series = 4 }, .replaceCard, "series is blocked", "UUID", "arrives locked"
        )
    }

    @Test func `steps never hold an address, and a passcode is typed by the holder alone`() {
        var cases = RandomCase(seed: 11)
        for round in 0..<4000 {
            let facts = cases.facts()
            let decision = Case.rulebook.decide(Workflow.allCases[round % 4], facts)
            for step in decision.steps {
                if let address = facts.holder.newEmail, address.contains("@") {
                    #expect(!step.text.contains(address))
                }
                if step.text.hasPrefix("Type") && step.text.contains("passcode") {
                    #expect(step.audience == .holder)
                }
            }
        }
    }
}
