import DeskSession
import Handbook
import JSON
import Testing

@testable import DeskPage

/// What somebody who practised takes away.
@Suite struct PracticeReviewTests {
    private func receipt(_ outcome: SessionOutcome) -> SessionReceipt {
        SessionReceipt(
            session: "0000-0000-0000", end: SessionEnd(route: .assistedUnlock, outcome: outcome), checkpoint: nil)
    }

    private func asked(_ key: String, why: String = "Because.") -> SessionEffect {
        .ask(
            Question(
                about: QuestionKey(rawValue: key) ?? .own(.result), text: "?", why: why, form: .yesNo,
                allowsUnknown: true))
    }

    @Test func `an answer that wasn't taken is to be looked up once, with why it is asked`() {
        var standing = Standing()
        standing.take(asked("card.series", why: "Series 4 to 6 are blocked."))
        for _ in 0..<2 {
            standing.take(.rejected(Rejection(.badValue, key: "card.series", message: "A number.")))
        }
        let review = PracticeReview(standing, receipt(.verified))
        #expect(review.lookUps.count == 1)
        #expect(review.lookUps[0].contains("Series 4 to 6 are blocked."))
        #expect(!review.wentWell.contains("Every answer was taken at once."))
    }

    @Test func `what wasn't known and what was changed are to be looked up`() {
        var standing = Standing()
        standing.take(asked("holder.email"))
        standing.note(SessionRecord(kind: .factAnswered(key: "holder.email", scope: 0, value: .null)))
        standing.take(asked("holder.passcodeKnown"))
        standing.note(SessionRecord(kind: .factAnswered(key: "holder.passcodeKnown", scope: 0, value: true)))
        standing.take(.changed(key: "holder.passcodeKnown"))
        let review = PracticeReview(standing, receipt(.verified))
        #expect(review.lookUps.count == 2)
        #expect(review.lookUps[0].contains("you didn't know"))
        #expect(review.lookUps[1].contains("you changed your answer"))
    }

    @Test func `a practice without a slip has nothing to look up`() {
        var standing = Standing()
        standing.take(asked("holder.email"))
        standing.note(SessionRecord(kind: .factAnswered(key: "holder.email", scope: 0, value: "listed")))
        standing.take(.raised(RaisedGuard(code: .cardRemoved, text: "Insert it again.")))
        standing.take(.restored(.cardRemoved))
        let review = PracticeReview(standing, receipt(.verified))
        #expect(review.lookUps.isEmpty)
        #expect(review.wentWell.contains("Every answer was taken at once."))
        #expect(review.wentWell.contains { $0.contains("card pulled out") })
    }

    @Test func `a bad end isn't praised`() {
        let review = PracticeReview(Standing(), receipt(.failed))
        #expect(!review.wentWell.contains("You brought it to its end."))
    }
}
