import Handbook
import Testing

/// handbook-rules §2, email and replace: every row, by its name, with its citation.
@Suite struct EmailAndReplaceRowsTests {
    @Test func `M1 an email that ESR owns is changed there`() throws {
        let decision = try Case.decide(.email) { $0.holder.emailOwnedByESR = true }
        expect(
            decision, .changeInESR, row: "M1 true",
            cites: [.h10Smartcards, Citation("NHSE", "CIM user guides: change-an-existing-user")])
    }

    private static let adding = Citation(
        "H10", "App. D \"Adding an email address to their Care Identity profile\"")

    @Test(arguments: ["", "jo", "jo@nhs", "jo smith@nhs.net", "jo@@nhs.net", ".jo@nhs.net"])
    func `M2 an address that isn't well formed is chosen again`(address: String) throws {
        let decision = try Case.decide(.email) { $0.holder.newEmail = address }
        expect(
            decision, .chooseListedAddress, row: "M2 true", reasons: [.addressMalformed], cites: [Self.adding])
    }

    @Test func `M2 a domain that a complete list doesn't have is chosen again`() throws {
        var practice = LocalPractice.standard
        practice.emailDomains.complete = true
        let facts = try Case.facts { $0.holder.newEmail = "jo@example.com" }
        expect(
            Rulebook(practice: practice).decide(.email, facts), .chooseListedAddress, row: "M2 true",
            reasons: [.domainNotListed], cites: [Self.adding])
        #expect(Case.rulebook.decide(.email, facts).route == .amendInCIM)
    }

    @Test func `M3 a holder at their own desk edits their own profile`() throws {
        let decision = try Case.decide(.email) {
            Case.usable(&$0)
            $0.holder.newEmail = "jo@nhs.net"
            $0.holder.isOperator = true
        }
        expect(
            decision, .editOwnProfile, row: "M3 true",
            cites: [
                Citation(
                    "H10",
                    "App. D \"Make sure you have an email address associated with your Care Identity profile\"")
            ])
    }

    @Test func `M3 an expiry that isn't known is no hindrance, one that is past is`() throws {
        func route(_ change: (inout Facts) throws -> Void) throws -> Route {
            try Case.decide(.email) {
                Case.usable(&$0)
                $0.holder.newEmail = "jo@nhs.net"
                $0.holder.isOperator = true
                try change(&$0)
            }.route
        }
        #expect(try route { $0.card.certificatesExpire = nil } == .editOwnProfile)
        #expect(try route(Case.expired) == .askEmailEditor)
    }

    @Test func `M4 whoever may amend another's email does so`() throws {
        let decision = try Case.decide(.email) { $0.holder.newEmail = "jo@nhs.net" }
        expect(
            decision, .amendInCIM, row: "M4 true",
            cites: [Citation("H10", "App. D \"How to change a user's details, add or amend an EMAIL address\"")])
    }

    @Test func `M5 otherwise somebody who may is asked`() throws {
        let decision = try Case.decide(.email) {
            $0.holder.newEmail = "jo@nhs.net"
            $0.operator.role = .rotaTeam
        }
        expect(decision, .askEmailEditor, row: "M5 true", cites: [Citation("H10", "App. D")])
    }

    @Test func `C1 a new starter with a working card gets a position`() throws {
        let decision = try Case.decide(.replace) {
            $0.replace.reason = .newStarter
            $0.holder.hasOtherCard = true
        }
        expect(decision, .addPosition, row: "C1 true", cites: [Citation("DOR", "FAQs (older)")])
    }

    @Test(arguments: [ReplaceReason.lost, .stolen])
    func `C2 a lost or stolen card is cancelled first`(reason: ReplaceReason) throws {
        let decision = try Case.decide(.replace) { $0.replace.reason = reason }
        expect(
            decision, .cancelThenOrder, row: "C2 true",
            cites: [Citation("DOR", "FAQs, \"CIS Smartcard Printing\" (older)")])
    }

    @Test(arguments: [ReplaceReason.damaged, .blockedSeries, .repairFailed, .newStarter])
    func `C3 otherwise a card is ordered`(reason: ReplaceReason) throws {
        let decision = try Case.decide(.replace) {
            $0.replace.reason = reason
            $0.holder.hasOtherCard = false
        }
        expect(
            decision, .orderCard, row: "C3 true",
            cites: [
                Citation("SM24", "Ordering Smartcards"),
                Citation("DOR", "\"CIS Smartcard Printing\", for damaged cards (older)"),
            ])
    }
}
