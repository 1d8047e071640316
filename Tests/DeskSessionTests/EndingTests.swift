import DeskSession
import Handbook
import JSON
import Testing

@Suite struct EndingTests {
    @Test func `eight minutes without anything are said once, and after thirty the session is laid aside`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.answerAll(assistedAnswers)
        desk.wait(seconds: 479)
        #expect(desk.transcript.last == "ask step.1")
        desk.wait(seconds: 600)
        #expect(desk.transcript.last == "idle 8")
        #expect(desk.transcript.count { $0.hasPrefix("idle") } == 1)
        desk.wait(seconds: 722)
        #expect(desk.transcript.suffix(2) == ["record laidAside idle", "end laidAside"])
        #expect(desk.end?.reason == "idle" && desk.end?.isRecorded == true)
        #expect(!desk.transcript.contains { $0.hasPrefix("record outcome") || $0.hasPrefix("record ended") })
    }

    @Test func `an answer begins the time anew, one that isn't taken as well`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.wait(seconds: 1700)
        desk.answer("perhaps")
        desk.wait(seconds: 1700)
        desk.answer(true)
        desk.wait(seconds: 1700)
        #expect(desk.end == nil)
    }

    /// After how many answers the interruption comes.
    @Test(arguments: 0...12)
    func `a stop at any point is recorded, with an outcome for an open intent`(answers: Int) {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        for _ in 0..<answers {
            let key = desk.lastQuestion ?? ""
            desk.answer(assistedAnswers[key] ?? (key == "decision.follow" ? true : "done"))
        }
        let isOver = desk.end != nil
        desk.send(.stopped)
        guard !isOver else { return }
        #expect(desk.outcome == .abandoned && desk.end?.reason == "stopped")
        let lines = desk.transcript.filter { $0.hasPrefix("record") }
        #expect(lines.last == "record ended abandoned")
        let hasIntent = lines.contains("record intent assisted-unlock")
        #expect(hasIntent == lines.contains("record outcome assisted-unlock abandoned"))
    }

    @Test func `no log, no action: an intent that can't be kept ends the session before any step`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        for key in ["holder.confirmed", "holder.email", "holder.mobileOnProfile"] {
            desk.answer(assistedAnswers[key] ?? .null)
        }
        desk.logIsBroken = true
        desk.answerAll(assistedAnswers)
        #expect(desk.end?.isRecorded == false)
        #expect(desk.outcome == .refused)
        #expect(!desk.questions.contains { !$0.steps.isEmpty })
    }

    @Test func `a log-in that CIM refuses is asked back once, and then ends the session`() {
        var desk = SessionDriver(.unlock)
        desk.insert(.operator, into: "Reader A")
        desk.answer(false)
        #expect(desk.lastQuestion == "cim.loggedIn" && desk.end == nil)
        desk.answer(false)
        #expect(desk.outcome == .abandoned && desk.end?.reason == "notLoggedIn")
    }

    @Test func `an answer to another question leaves the question standing`() {
        var desk = SessionDriver(.unlock)
        desk.insert(.operator, into: "Reader A")
        desk.send(.answer(key: "holder.email", "listed"))
        #expect(desk.transcript.last == "rejected otherKey")
        desk.answer(true)
        desk.answer(9)
        desk.insert(.holder, into: "Reader B")
        #expect(desk.lastQuestion == "holder.confirmed")
    }

    @Test func `nobody left to answer abandons the session`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.send(.noMoreAnswers("Standard input ended."))
        #expect(desk.outcome == .abandoned)
    }
}
