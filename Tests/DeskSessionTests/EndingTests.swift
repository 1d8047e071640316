import DeskSession
import Handbook
import JSON
import Testing

@Suite struct EndingTests {
    @Test func `ten minutes without anything end the session as abandoned`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.wait(seconds: 599)
        #expect(desk.end == nil)
        desk.wait(seconds: 2)
        #expect(desk.outcome == .abandoned)
    }

    @Test func `an answer begins the ten minutes anew`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.wait(seconds: 500)
        desk.answer(true)
        desk.wait(seconds: 500)
        #expect(desk.end == nil)
    }

    /// After how many answers the interruption comes.
    @Test(arguments: 0...12)
    func `an interruption at any point is recorded, with an outcome for an open intent`(answers: Int) {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        for _ in 0..<answers {
            let key = desk.lastQuestion ?? ""
            desk.answer(assistedAnswers[key] ?? "done")
        }
        let isOver = desk.end != nil
        desk.send(.interrupted)
        guard !isOver else { return }
        #expect(desk.outcome == .abandoned)
        let lines = desk.transcript.filter { $0.hasPrefix("record") }
        #expect(lines.last == "record ended abandoned")
        let hasIntent = lines.contains("record intent assisted-unlock")
        #expect(hasIntent == lines.contains("record outcome assisted-unlock abandoned"))
    }

    @Test func `no log, no action: an intent that can't be kept ends the session before any step`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        for key in ["holder.confirmed", "card.series", "holder.email", "holder.mobileOnProfile"] {
            desk.answer(assistedAnswers[key] ?? .null)
        }
        desk.logIsBroken = true
        desk.answerAll(assistedAnswers)
        #expect(desk.end?.isRecorded == false)
        #expect(!desk.questions.contains { $0.step != nil })
    }

    @Test func `a log-in that CIM refuses ends the session`() {
        var desk = SessionDriver(.unlock)
        desk.insert(.operator, into: "Reader A")
        desk.answer(false)
        #expect(desk.outcome == .abandoned)
    }

    @Test func `an answer to another question leaves the question standing`() {
        var desk = SessionDriver(.unlock)
        desk.insert(.operator, into: "Reader A")
        desk.send(.answer(key: "holder.email", "listed"))
        #expect(desk.transcript.last == "rejected otherKey")
        desk.answer(true)
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
