import DueList
import Foundation
import Instants
import JSON
import PageFoundation
import Testing

@testable import DeskPage

/// Who is due, in the page.
@Suite struct DueViewTests {
    private static let now = UTCInstant(secondsSince1970: 1_795_000_000)

    /// - Parameter days: until each card expires.
    private func answer(_ days: [Int64]) -> DueAnswer {
        var log = LogCards()
        for (number, days) in days.enumerated() {
            log.saw(
                event: Int64(number + 1), uuid: String(100_000_000_000 + number),
                expires: Self.now.adding(seconds: days * UTCInstant.secondsPerDay), isBlocked: false)
        }
        var cards = DueCards()
        log.add(to: &cards)
        let list = DuePeople(cards, at: Self.now)
        return DueAnswer(list: list, sources: [log.source], waves: Waves(list))
    }

    private func html(_ view: DueView) throws -> String { try PageTemplates.ofDesk().render(view.view) }

    private var frame: Frame {
        Frame(place: "", base: "", isSimulated: false, lastEvent: nil, token: { $0 }, assets: "/assets/0")
    }

    @Test func `nobody is due where no card is known`() throws {
        let page = try html(DueView(frame: frame, answer: answer([])))
        #expect(page.contains("Nobody is due."))
        #expect(DueView.sentence(answer([])) == nil)
    }

    @Test func `who has expired comes first, and the title says so`() throws {
        let page = try html(DueView(frame: frame, answer: answer([20, -3, 400])))
        #expect(page.contains("<title>1 expired"))
        let first = try #require(page.range(of: "100000000001"))
        let second = try #require(page.range(of: "100000000000"))
        #expect(first.lowerBound < second.lowerBound)
        #expect(!page.contains("100000000002"), "later ones are only counted")
    }

    @Test func `the desk's own view counts the expired and those of a month`() {
        #expect(DueView.sentence(answer([-1, 5, 20, 60])) == "1 card has expired, and 2 cards expire within 30 days.")
        #expect(DueView.sentence(answer([5])) == "1 card expires within 30 days.")
        #expect(DueView.sentence(answer([60])) == nil)
    }

    @Test func `two hundred people are listed, and how many more there are is said`() throws {
        let page = try html(DueView(frame: frame, answer: answer(Array(repeating: 10, count: 230))))
        #expect(page.contains("And 30 more, who are due later than these."))
    }

    @Test func `when to begin is told for a number, and a word is no number`() throws {
        let told = try html(DueView(frame: frame, answer: answer([10, 20]).at(perWorkingDay: 1), capacity: "1"))
        #expect(told.contains("At 1 on a working day"))
        let wrong = try html(DueView(frame: frame, answer: answer([10]), capacity: "many", problem: "A number."))
        #expect(wrong.contains("data-error"))
    }
}
