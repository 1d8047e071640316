import Handbook
import JSON
import Testing

@testable import DeskSession

/// What is tried at every prompt of every kind of session.
@Suite struct EveryPromptTests {
    /// What other prompts take, and what none takes.
    static let things: [JSONValue] = texts.map(JSONValue.string) + others

    private static let texts: [String] = [
        SessionKeys.own,
        ["here", "telephone", "same-computer", "other-computer", "listed", "none", "locked", "shift-manager", "ram"],
        ["again", "again.1", "look", "giveUp", "noCode", "succeeded", "failed", "done", "stolen", "this-organisation"],
        [
            "000123456789", "jo@nhs.net", "2027-03-31", "31/02/2027", "ERR1009", "Error 1000", "400_645",
            "readingProblem",
        ],
        (1...12).map { String(repeating: "7", count: $0) },
        ["", " ", "maybe", "yes no", "y1", "\u{1}\u{2}", "a\nb", String(repeating: "x", count: 5000)],
    ].flatMap(\.self)

    private static let others: [JSONValue] = [
        .integer(0), .integer(1), .integer(9), .integer(99), .integer(100), .integer(482_913), .integer(-1),
        .number(1.5),
        .bool(true), .bool(false), .null, .array([]), .array([.string("done")]), .object([:]),
        .object(["value": .bool(true)]),
    ]

    @Test(arguments: Journey.all)
    func `a session comes to its end`(journey: Journey) {
        var desk = journey.desk()
        journey.play(&desk)
        #expect(desk.outcome == journey.outcome, "\(desk.transcript)")
        #expect(SessionState.replaying(desk.session.entries, from: desk.session.start) == desk.session.state)
    }

    @Test(arguments: Journey.all)
    func `a wrong thing at any prompt ends nothing and is not taken`(journey: Journey) {
        var desk = journey.desk()
        journey.play(&desk) { desk, _ in
            guard let question = desk.standing else { return }
            for thing in Self.things {
                let isOfForm = thing == .null ? question.allowsUnknown : question.form.checked(thing) != nil
                // An address is classed where its class is asked for.
                guard !isOfForm, !(question.key == "holder.email" && "\(thing)".contains("@")) else { continue }
                let (entries, refused) = (answers(desk), desk.rejections.count)
                desk.send(.answer(key: question.key, thing))
                #expect(desk.rejections.count == refused + 1, "\(thing) at \(question.key)")
                #expect(answers(desk) == entries, "\(thing) at \(question.key)")
                #expect(desk.standing == question && desk.end == nil, "\(thing) at \(question.key)")
            }
            for key in SessionKeys.own where key != question.key {
                desk.send(.answer(key: key, true))
                #expect(desk.standing == question, "\(key) at \(question.key)")
            }
        }
        #expect(desk.outcome == journey.outcome, "\(desk.transcript)")
    }

    @Test(arguments: Journey.all)
    func `every answer can be taken back and given again until the card was changed`(journey: Journey) {
        let prompts = promptCount(journey)
        for number in 1..<prompts {
            var desk = journey.desk()
            var last: String?
            journey.play(&desk, prompts: number) { desk, _ in last = desk.standing?.key }
            guard let key = last, desk.end == nil else { continue }
            let isDone = desk.transcript.contains { $0.hasPrefix("record outcome") }
            let refused = desk.rejections.count
            desk.send(.change(key: key))
            if desk.rejections.count > refused {
                #expect(
                    isDone || desk.rejections.last?.code == .tooLate, "\(key): \(desk.rejections.last?.message ?? "")")
            } else {
                #expect(desk.transcript.contains("changed \(key)"), "\(key)")
            }
            journey.play(&desk)
            #expect(desk.outcome == journey.outcome, "\(key), \(number): \(desk.transcript)")
        }
    }

    // found: P10
    @Test(arguments: Journey.all.filter { $0.outcome == .verified && !$0.cardIsOwn })
    func `another card of the same person in at any prompt is never verified`(journey: Journey) {
        var twin = journey.holder
        twin.serials = ["1E", "1F"]
        twin.triesLeft = 3
        twin.daysLeft = 1095
        for number in 0..<promptCount(journey) {
            var desk = journey.desk()
            var hasSwapped = false
            journey.play(&desk, isWorking: false) { desk, prompt in
                // After a renewal was begun, new certificates may be the card's own: the person is asked, and looks.
                if hasSwapped, desk.standing?.key == "holder.confirmed", desk.session.state.openRun != nil {
                    desk.answer(false)
                }
                guard prompt == number, !hasSwapped, desk.cards[SessionDriver.holderReader] != nil else { return }
                hasSwapped = true
                desk.remove(from: SessionDriver.holderReader)
                desk.insert(twin, into: SessionDriver.holderReader)
            }
            #expect(desk.outcome != .verified, "\(number): \(desk.transcript)")
            #expect(!desk.transcript.contains { $0.hasPrefix("record outcome") && $0.hasSuffix(" verified") })
        }
    }

    private func answers(_ desk: SessionDriver) -> Int {
        desk.session.entries.count { if case .answered = $0.what { true } else { false } }
    }

    private func promptCount(_ journey: Journey) -> Int {
        var (desk, count) = (journey.desk(), 0)
        journey.play(&desk) { _, _ in count += 1 }
        #expect(count > 3)
        return count
    }
}
