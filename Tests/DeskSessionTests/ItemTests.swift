import CardIdentity
import Handbook
import JSON
import Testing
import WorkstationSettings

@testable import DeskSession

/// What a session owes to a tired person, one transcript for each promise; those of the terminal and of files are in
/// `SessionItemTests`.
@Suite struct ItemTests {
    // Item 1: the door first.
    @Test func `the first question is where the holder is, and on the telephone no card and no log-in is asked for`() {
        var desk = SessionDriver(.unlock, reach: nil)
        #expect(desk.transcript == ["ask holder.reach"])
        desk.answer("telephone")
        desk.answerAll(Journey.all[3].answers.merging(["card.series": 9, "card.lock": "locked"]) { $1 })
        #expect(
            !desk.transcript.contains { $0.hasPrefix("wait") || $0 == "ask cim.loggedIn" || $0 == "ask holder.uuid" })
    }

    // Item 2: numbers while the card is in the hand.
    @Test func `the series is asked before the card is in, and only then is the card waited for`() throws {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        let asked = try #require(desk.transcript.firstIndex(of: "ask card.series"))
        let waited = try #require(desk.transcript.firstIndex(of: "wait holder.card"))
        #expect(asked < waited)
    }

    @Test(arguments: [5, 6])
    func `a series typed wrongly is asked back once, and the right one goes on`(series: Int64) {
        var desk = SessionDriver(.unlock)
        desk.insert(.operator, into: "Reader A")
        desk.answer(true)
        desk.answer(.integer(series))
        #expect(desk.questions.last?.text.contains("You typed \(series)") == true)
        desk.answer(9)
        desk.insert(.holder, into: "Reader B")
        desk.answerAll(assistedAnswers)
        #expect(desk.transcript.contains("decision assisted-unlock"))
    }

    // Item 3: nothing that a reader, the log or the configuration can say.
    @Test func `the role of the person whose card is in comes from the configuration`() {
        var desk = SessionDriver(
            .unlock, facts: { $0.operator.role = .staff },
            operators: ["000000000100": OperatorSettings(role: .shiftManager, cimRole: .registrationAuthorityAgent)])
        desk.bothCards()
        desk.answerAll(assistedAnswers)
        #expect(desk.transcript.contains("decision assisted-unlock"))
        #expect(!desk.questions.contains { ["operator.role", "operator.cimRole", "holder.present"].contains($0.key) })
        #expect(desk.records.last?.operatorRole == .shiftManager)
        // Another person's card at the same desk has the desk's role.
        var other = SessionDriver(
            .unlock, facts: { $0.operator.role = .staff },
            operators: ["000000000200": OperatorSettings(role: .shiftManager, cimRole: .registrationAuthorityAgent)])
        other.bothCards()
        other.answerAll(assistedAnswers)
        #expect(!other.transcript.contains("decision assisted-unlock"))
    }

    // Item 4: blocks of steps, the same letters everywhere.
    @Test func `what one person does is one question, and the letters mean the same everywhere`() throws {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.answerAll(assistedAnswers)
        let block = try #require(desk.questions.last)
        #expect(block.steps.map(\.number) == [1, 2, 3, 4])
        #expect(block.value(typed: "") == "done" && block.value(typed: "n") == "failed")
        for question in desk.questions {
            #expect(question.value(typed: "d") == (question.allowsUnknown ? .null : .string("d")), "\(question.key)")
            #expect(question.form.checked(.string("d")) == nil, "\(question.key)")
        }
        desk.answer("perhaps")
        #expect(desk.rejections.last?.message.contains("done, failed, or the error code") == true)
        #expect(desk.standing == block)
    }

    // Item 5: taking back.
    @Test func `back takes the last answer back, change any, and a decision can be declined before anything is done`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.answerAll(assistedAnswers.filter { $0.key != "holder.emailOwnedByESR" })
        desk.send(.change(key: nil))
        #expect(desk.transcript.suffix(2) == ["changed holder.mobileOnProfile", "ask holder.mobileOnProfile"])
        desk.answer(false)
        desk.answer(true)
        #expect(desk.lastQuestion == "decision.follow")
        desk.answer(false)
        #expect(desk.lastQuestion == "change")
        #expect(desk.questions.last?.form.choices.array?.contains("holder.email") == true)
        desk.answer("holder.email")
        #expect(desk.transcript.last == "ask holder.email")
        #expect(!desk.transcript.contains { $0.hasPrefix("record intent") })
    }

    // Item 6: trouble. found: W8
    @Test func `after a code the card is read first, and where it worked nothing more is asked`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.answerAll(assistedAnswers)
        desk.change(in: "Reader B") { $0.unlock() }
        desk.answer("ERR1009")
        #expect(desk.outcome == .verified)
        #expect(!desk.questions.contains { SessionKeys.isTrouble($0.key) })
        #expect(desk.end?.ticket == nil)
    }

    // found: W5
    @Test func `a card in use at the last look is waited for, and the seconds are shown`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.answerAll(assistedAnswers)
        desk.change(in: "Reader B") { $0.problem = .inUse }
        desk.doSteps()
        desk.wait(seconds: 10)
        #expect(desk.end == nil && desk.standing == nil)
        #expect(desk.messages.contains { $0.contains("Waiting up to 20 seconds") })
        #expect(
            desk.messages.contains { $0 == "15 seconds left." } && desk.messages.contains { $0 == "10 seconds left." })
        desk.change(in: "Reader B") { card in
            card.problem = nil
            card.unlock()
        }
        desk.wait(seconds: 5)
        #expect(desk.outcome == .verified)
    }

    // found: W16
    @Test func `no code came: it is decided anew, without a failed attempt`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.answerAll([
            "holder.confirmed": true, "holder.email": "listed", "holder.mobileOnProfile": false,
            "decision.follow": true,
        ])
        #expect(desk.transcript.contains("record intent self-service-unlock"))
        desk.answer("failed")
        desk.answer("noCode")
        #expect(desk.transcript.contains("record outcome self-service-unlock abandoned"))
        #expect(desk.lastQuestion == "holder.mobileOnProfile" || desk.lastQuestion == "holder.emailOwnedByESR")
        desk.answerAll(["holder.mobileOnProfile": false, "holder.emailOwnedByESR": false])
        #expect(desk.transcript.contains("decision add-email-then-self-service"))
    }

    @Test func `not yet on the card: look again, go back to a step, or give up`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.answerAll(assistedAnswers)
        desk.doSteps()
        desk.wait(seconds: 21)
        #expect(desk.lastQuestion == "result.trouble")
        desk.answer("again.5")
        #expect(desk.lastQuestion == "step.5")
        desk.doSteps()
        desk.wait(seconds: 21)
        desk.answer("giveUp")
        #expect(desk.outcome == .notVerified)
        #expect(desk.transcript.contains("record outcome assisted-unlock notVerified"))
    }

    // Item 7: order.
    @Test func `where CIM isn't configured it is asked once, and elsewhere the log-in comes with a list to look up`()
        throws
    {
        var desk = SessionDriver(.unlock, cim: nil)
        desk.insert(.operator, into: "Reader A")
        #expect(desk.lastQuestion == "cim")
        #expect(desk.questions.last?.standard == nil)
        desk.answer("other-computer")
        desk.answer(9)
        desk.insert(.holder, into: "Reader B")
        desk.answer(true)
        let login = try #require(desk.questions.last)
        #expect(login.key == "cim.loggedIn")
        #expect(login.sheet.first?.text.contains("000123456789") == true)
        #expect(login.sheet.contains { $0.text.contains("email address") })
        desk.answer(true)
        #expect(desk.lastQuestion == "holder.email")
        desk.answerAll(assistedAnswers)
        // The other sheet: everything that is done there, one key.
        let steps = try #require(desk.questions.last?.steps)
        #expect(steps.contains(where: \.isForHolder) && !steps.allSatisfy(\.isForHolder))
        desk.answer("done")
        #expect(!desk.transcript.contains("ask step.2") && desk.lastQuestion == "step.1")
        #expect(desk.questions.count { $0.key == "cim" } == 1)
    }

    // Item 8: interrupted.
    @Test func `laid aside, the intent stays open, and another operator's card begins one of its own`() throws {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.answerAll(assistedAnswers)
        desk.send(.interrupted)
        #expect(desk.transcript.suffix(2) == ["record laidAside interrupted", "end laidAside"])
        #expect(!desk.transcript.contains { $0.hasPrefix("record outcome") })
    }

    // Item 9: the end.
    @Test func `what comes later is a list to keep and no step of today`() {
        var desk = SessionDriver(.replace, reach: nil)
        Journey.all[12].play(&desk)
        #expect(desk.outcome == .confirmedByOperator)
        #expect(desk.end?.followUp.isEmpty == false)
        let steps = desk.questions.flatMap(\.steps).map(\.text)
        #expect(desk.end?.followUp.contains { steps.contains($0) } == false)
    }

    @Test func `the end lists every route and what came of it`() {
        let journey = Journey.all[7]
        var desk = journey.desk()
        journey.play(&desk)
        #expect(desk.end?.routes.map(\.outcome) == [.verified, .verified])
        #expect(desk.end?.routes.map(\.route) == [.assistedUnlock, .selfRenew])
    }
}
