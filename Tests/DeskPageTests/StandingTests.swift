import CardIdentity
import DeskSession
import Handbook
import JSON
import Testing

@testable import DeskPage

/// What the page shows follows from what the session has shown.
@Suite struct StandingTests {
    private func question(_ key: FactKey = .holderMobileOnProfile) -> Question {
        Question(about: .fact(key), text: "?", why: "", form: .yesNo, allowsUnknown: true)
    }

    @Test func `a form that was sent twice answers once`() {
        var standing = Standing()
        standing.take(.ask(question()))
        let asking = standing.asking
        let first = standing.answer(asking: asking)
        let second = standing.answer(asking: asking)
        #expect(first && !second)
    }

    @Test func `an old tab's form doesn't answer the next question`() {
        var standing = Standing()
        standing.take(.ask(question()))
        let old = standing.asking
        _ = standing.answer(asking: old)
        standing.take(.ask(question(.holderEmail)))
        let taken = standing.answer(asking: old)
        #expect(!taken)
        #expect(standing.question?.key == "holder.email")
    }

    @Test func `an answer that was not taken can be given again`() {
        var standing = Standing()
        standing.take(.ask(question()))
        _ = standing.answer(asking: standing.asking)
        standing.take(.rejected(Rejection(.badValue, key: "holder.mobileOnProfile", message: "Yes or no.")))
        #expect(standing.rejection != nil)
        let again = standing.answer(asking: standing.asking)
        #expect(again)
    }

    @Test func `while a guard stands no question does`() {
        var standing = Standing()
        standing.take(.ask(question()))
        standing.take(.raised(RaisedGuard(code: .cardRemoved, text: "Put it back.")))
        #expect(standing.question == nil)
        let taken = standing.answer(asking: standing.asking)
        #expect(!taken)
        standing.take(.restored(.cardRemoved))
        #expect(standing.guards.isEmpty)
    }

    @Test func `what was read of a card goes with it`() {
        var standing = Standing()
        standing.take(.card(.holder, .inserted, reader: "B", epoch: 1, uuid: nil))
        let report = CardReport(reader: .init(name: "B", index: 1), atr: [0x3B], insertionEpoch: 1)
        standing.take(.report(.holder, report, isLook: false))
        #expect(standing.cards.first?.report != nil)
        standing.take(.card(.holder, .removed, reader: "B", epoch: 1, uuid: nil))
        #expect(standing.cards.first?.report == nil)
        #expect(standing.cards.first?.isIn == false)
    }

    @Test func `answers are listed until they are taken back, steps are not`() {
        var standing = Standing()
        for (key, value) in [("holder.email", JSONValue.string("none")), ("step.1", "done"), ("card.series", 9)] {
            standing.note(SessionRecord(kind: .factAnswered(key: key, scope: 0, value: value)))
        }
        #expect(standing.answers.map(\.key) == ["holder.email", "card.series"])
        standing.take(.changed(key: "holder.email"))
        #expect(standing.answers.map(\.key) == ["card.series"])
    }

    @Test func `after the end nothing is asked, and cards that are in are waited for`() {
        var standing = Standing()
        standing.take(.card(.operator, .inserted, reader: "A", epoch: 1, uuid: "000111222333"))
        standing.take(.ask(question()))
        let end = SessionEnd(route: .assistedUnlock, outcome: .verified)
        standing.end(SessionReceipt(session: "s", end: end, checkpoint: nil))
        #expect(standing.question == nil)
        standing.take(.wait(Wait(code: .cardsOut, text: "Take it out.")))
        #expect(standing.isWaitingForCardsOut)
        standing.take(.card(.operator, .removed, reader: "A", epoch: 1, uuid: nil))
        #expect(!standing.isWaitingForCardsOut)
    }
}
