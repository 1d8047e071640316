import DeskSession
import Handbook
import JSON
import Testing
import WorkstationSettings

@Suite struct OtherWorkflowTests {
    private let renewing: [String: JSONValue] = [
        "holder.confirmed": true, "card.series": 9, "holder.passcodeKnown": true, "holder.present": true,
        "operator.cimRole": "raa", "holder.employer": "this-organisation",
    ]

    @Test func `a renewal that the holder does alone is seen on the card`() {
        var desk = SessionDriver(.renew)
        desk.bothCards(holder: DeskCard(uuid: "000123456789", daysLeft: 30))
        desk.answerAll(renewing)
        #expect(desk.transcript.contains("decision self-renew"))
        desk.doSteps(butLast: { desk in desk.change(in: "Reader B") { $0.renew() } })
        #expect(desk.outcome == .verified)
    }

    @Test func `a renewal that fails twice is followed by a repair`() {
        var desk = SessionDriver(.renew)
        desk.bothCards(holder: DeskCard(uuid: "000123456789", daysLeft: 30))
        desk.answerAll(renewing)
        desk.fail()
        desk.answerAll(renewing)
        #expect(desk.transcript.contains("decision assisted-renewal"))
        desk.fail("ERR5022")
        desk.answerAll(renewing)
        #expect(desk.transcript.contains("decision repair-card"))
        desk.doSteps(butLast: { desk in desk.change(in: "Reader B") { $0.renew() } })
        #expect(desk.outcome == .verified)
        #expect(desk.end?.route == .repairCard)
    }

    @Test func `a locked card is unlocked first, and the renewal goes on in the same session`() {
        var desk = SessionDriver(.renew)
        desk.bothCards(holder: DeskCard(uuid: "000123456789", triesLeft: 0, daysLeft: 30))
        desk.answerAll(assistedAnswers)
        #expect(
            desk.transcript.filter { $0.hasPrefix("decision") } == [
                "decision unlock-first", "decision assisted-unlock",
            ])
        desk.doSteps(butLast: { desk in desk.change(in: "Reader B") { $0.unlock() } })
        #expect(desk.transcript.contains("record outcome assisted-unlock verified"))
        // Before the holder logs in, the operator logs out and takes the card out.
        #expect(desk.transcript.contains("decision self-renew"))
        #expect(desk.questions.filter { $0.steps.contains { $0.text.hasPrefix("Log out of Care") } }.count == 1)
        desk.answerAll(assistedAnswers)
        desk.doSteps(butLast: { desk in desk.change(in: "Reader B") { $0.renew() } })
        #expect(desk.outcome == .verified)
        #expect(desk.end?.route == .selfRenew)
    }

    @Test func `a renewed card with the old certificates is not verified`() {
        var desk = SessionDriver(.renew)
        desk.bothCards(holder: DeskCard(uuid: "000123456789", daysLeft: 30))
        desk.answerAll(renewing)
        desk.doSteps(butLast: { desk in desk.change(in: "Reader B") { $0.daysLeft = 1095 } })
        desk.wait(seconds: 30)
        #expect(desk.lastQuestion == "result.trouble")
        desk.answer("giveUp")
        #expect(desk.outcome == .notVerified)
    }

    @Test func `another employer's expired card is advised on`() {
        var desk = SessionDriver(.renew)
        desk.bothCards(holder: DeskCard(uuid: "000123456789", daysLeft: -3))
        var answers = renewing
        answers["holder.employer"] = "other"
        desk.answerAll(answers)
        #expect(desk.outcome == .advised)
        #expect(desk.end?.route == .referToPrimaryEmployer)
        #expect(
            desk.transcript.suffix(5) == [
                "ask decision.follow", "record intent refer-to-primary-employer",
                "record outcome refer-to-primary-employer advised", "record ended advised", "end advised",
            ])
    }

    @Test func `a blocked series is replaced, whatever the card says`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards(series: 5)
        #expect(desk.lastQuestion == "card.series", "it is asked back once")
        desk.answerAll(["holder.confirmed": true, "card.series": 5])
        #expect(desk.outcome == .advised)
        #expect(desk.end?.route == .replaceCard)
    }

    @Test func `an address is changed in CIM, and only its domain is kept`() {
        var desk = SessionDriver(.email)
        desk.bothCards()
        desk.answerAll([
            "holder.confirmed": true, "holder.emailOwnedByESR": false, "holder.newEmail": "jo.bloggs@nhs.net",
        ])
        desk.doSteps()
        #expect(desk.lastQuestion == "result")
        desk.answer("succeeded")
        #expect(desk.outcome == .confirmedByOperator)
        #expect(!"\(desk.records)".contains("jo.bloggs"))
        #expect("\(desk.records)".contains("x@nhs.net"))
    }

    @Test func `a lost card needs no card in the reader`() {
        var desk = SessionDriver(.replace)
        desk.insert(.operator, into: "Reader A")
        desk.answerAll([
            "cim.loggedIn": true, "replace.reason": "lost", "holder.uuid": "000123456789", "holder.confirmed": true,
        ])
        desk.doSteps()
        desk.answer("succeeded")
        #expect(desk.outcome == .confirmedByOperator)
        #expect(desk.end?.route == .cancelThenOrder)
    }

    @Test func `with CIM on another computer the cards leave, and the holder's is read when it is back`() {
        var desk = SessionDriver(.unlock, cim: .otherComputer)
        desk.bothCards()
        desk.answer(true)
        #expect(desk.lastQuestion == "cim.loggedIn")
        var card = desk.remove(from: "Reader B") ?? .holder
        desk.remove(from: "Reader A")
        desk.answer(true)
        desk.answerAll(assistedAnswers)
        desk.doSteps()
        #expect(!desk.transcript.contains { $0.hasPrefix("guard") })
        #expect(desk.end == nil)
        card.unlock()
        desk.insert(card, into: "Reader B")
        #expect(desk.outcome == .verified)
    }

    @Test func `with CIM on another computer another person's card that comes back is not taken`() {
        var desk = SessionDriver(.unlock, cim: .otherComputer)
        desk.bothCards()
        desk.answer(true)
        var card = desk.remove(from: "Reader B") ?? .holder
        desk.answer(true)
        desk.answerAll(assistedAnswers)
        desk.doSteps()
        desk.insert(DeskCard(uuid: "000999999999"), into: "Reader B")
        #expect(desk.transcript.last == "guard cardChanged")
        desk.remove(from: "Reader B")
        card.unlock()
        desk.insert(card, into: "Reader B")
        #expect(desk.outcome == .verified)
    }
}
