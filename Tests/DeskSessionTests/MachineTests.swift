import CardIdentity
import Handbook
import JSON
import Testing
import WorkstationSettings

@testable import DeskSession

/// The session as a function of what happened.
@Suite struct MachineTests {
    private let answers: [String: JSONValue] = [
        "holder.confirmed": true, "holder.email": "none", "holder.mobileOnProfile": false,
        "holder.emailOwnedByESR": true, "decision.follow": true,
    ]

    private func atFirstStep() -> SessionDriver {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.answerAll(answers)
        return desk
    }

    private func finish(_ desk: inout SessionDriver) {
        while desk.end == nil, desk.lastQuestion?.hasPrefix("step.") == true {
            desk.change(in: "Reader B") { $0.unlock() }
            let asked = desk.questions.count
            desk.answer("done")
            if desk.questions.count == asked { return }
        }
    }

    @Test func `an assisted unlock is asked for in blocks and verified on the card`() {
        var desk = atFirstStep()
        #expect(desk.lastQuestion == "step.1")
        #expect(desk.questions.last?.steps.count == 4)
        finish(&desk)
        #expect(desk.outcome == .verified)
        #expect(desk.questions.count { $0.key.hasPrefix("step.") } == 3)
        #expect(desk.readings.filter { $0.role == .operator }.count == 1)
    }

    @Test func `replaying the entries gives the state, at every step`() {
        var desk = atFirstStep()
        #expect(SessionState.replaying(desk.session.entries, from: desk.session.start) == desk.session.state)
        finish(&desk)
        #expect(SessionState.replaying(desk.session.entries, from: desk.session.start) == desk.session.state)
    }

    @Test func `on the telephone one sheet is read out, and one key ends it as advised`() {
        var desk = SessionDriver(.unlock, reach: "telephone")
        desk.answerAll([
            "card.series": 9, "card.certificatesExpire": .null, "card.lock": "locked", "holder.email": "listed",
            "operator.uuid": .null,
        ])
        #expect(desk.questions.last?.key == "decision.follow")
        #expect(desk.questions.last?.sheet.isEmpty == false)
        #expect(desk.outcome == .advised)
        #expect(!desk.questions.contains { $0.key == "cim.loggedIn" || $0.key == "holder.uuid" })
    }

    @Test func `an answer is taken back, and what it alone made necessary goes with it`() {
        var desk = atFirstStep()
        desk.send(.change(key: "holder.email"))
        #expect(desk.transcript.contains("record outcome assisted-unlock abandoned"))
        #expect(desk.transcript.contains("changed holder.email"))
        #expect(desk.lastQuestion == "holder.email")
        desk.answer("listed")
        #expect(desk.transcript.contains("decision self-service-unlock"))
        #expect(desk.lastQuestion == "decision.follow")
    }

    @Test func `a decision that isn't followed asks what to change`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        var some = answers
        some["decision.follow"] = false
        desk.answerAll(some)
        #expect(desk.lastQuestion == "change")
        desk.answer("holder.email")
        #expect(desk.lastQuestion == "holder.email")
        #expect(!desk.transcript.contains { $0.hasPrefix("record intent") })
    }

    @Test func `a code ends nothing: it is explained, and the block is tried again`() {
        var desk = atFirstStep()
        desk.answer("ERR1009")
        #expect(desk.transcript.suffix(2) == ["trouble ERR1009", "ask step.1.trouble"])
        desk.answer("again")
        #expect(desk.lastQuestion == "step.1")
        finish(&desk)
        #expect(desk.outcome == .verified)
    }

    @Test func `done too early is looked at again`() {
        var desk = atFirstStep()
        while desk.lastQuestion?.hasSuffix("trouble") != true, desk.questions.last?.steps.isEmpty == false {
            let asked = desk.questions.count
            desk.answer("done")
            if desk.questions.count == asked { break }
        }
        desk.wait(seconds: 25)
        #expect(desk.lastQuestion == "result.trouble")
        desk.change(in: "Reader B") { $0.unlock() }
        desk.answer("look")
        #expect(desk.outcome == .verified)
    }

    @Test func `a series that would end the session is asked back once`() {
        var desk = SessionDriver(.unlock)
        desk.insert(.operator, into: "Reader A")
        desk.answer(true)
        desk.answer(5)
        #expect(desk.lastQuestion == "card.series")
        desk.answer(9)
        #expect(desk.transcript.last == "wait holder.card")
    }

    @Test func `two cards of one person are not taken for each other`() {
        var desk = atFirstStep()
        desk.remove(from: "Reader B")
        desk.insert(DeskCard(uuid: "000123456789", triesLeft: 3, serials: ["0E", "0F"]), into: "Reader B")
        #expect(desk.transcript.last == "guard cardChanged")
        #expect(desk.end == nil)
    }

    @Test(arguments: ["482913", "it is 4711", "48 29 13"])
    func `what looks like a secret is refused and kept nowhere`(text: String) {
        var desk = atFirstStep()
        let entries = desk.session.entries.count
        desk.answer(.string(text))
        #expect(desk.transcript.last == "rejected looksSecret")
        #expect(desk.session.entries.count <= entries + 1)
        #expect(!"\(desk.session.entries)".contains(text))
        #expect(!"\(desk.records)".contains(text))
    }
}
