import DeskSession
import Handbook
import JSON
import Testing

/// Answers of each form: "I don't know", and what is none.
@Suite struct AnswerTests {
    /// A desk where this question stands.
    private func desk(asking key: String) -> SessionDriver {
        var desk: SessionDriver
        switch key {
        case "holder.newEmail":
            desk = SessionDriver(.email)
            desk.bothCards()
            desk.answerAll(["holder.confirmed": true, "holder.emailOwnedByESR": false])
        case "replace.reason":
            desk = SessionDriver(.replace)
            desk.insert(.operator, into: "Reader A")
            desk.answer(true)
        case "card.certificatesExpire", "card.lock":
            desk = SessionDriver(.renew)
            desk.bothCards(holder: DeskCard(uuid: nil, triesLeft: nil, daysLeft: nil))
            desk.answerAll(["holder.uuid": "000123456789", "holder.confirmed": true])
            if key == "card.lock", desk.lastQuestion != key { desk.answer("2026-12-24") }
        case "card.series":
            desk = SessionDriver(.unlock)
            desk.bothCards(series: nil)
        default:
            desk = SessionDriver(.unlock)
            desk.bothCards()
            desk.answerAll(assistedAnswers.filter { $0.key != key })
        }
        return desk
    }

    /// A choice, a date and a yes or no (found by asking: a choice that isn't known was asked for again without end).
    @Test(arguments: ["holder.email", "card.lock", "card.certificatesExpire", "holder.mobileOnProfile"])
    func `what isn't known is said once, and the session goes on`(key: String) {
        var desk = desk(asking: key)
        #expect(desk.lastQuestion == key)
        desk.answer(.null)
        #expect(desk.lastQuestion != key)
        #expect(desk.questions.count { $0.key == key } == 1)
        #expect(desk.recorded(key) == [.null])
    }

    private static let wrong: [(key: String, value: JSONValue)] = [
        ("holder.email", "NONE"), ("holder.email", 5), ("holder.email", ["none"]), ("card.lock", "open"),
        ("card.certificatesExpire", "soon"), ("holder.newEmail", ""),
        ("holder.newEmail", .null), ("replace.reason", "misplaced"), ("replace.reason", .null),
        ("holder.mobileOnProfile", "perhaps"), ("card.series", 0), ("card.series", "0x9"), ("step.1", "almost"),
        ("step.1", .null), ("step.1", "John Smith 07700900123"), ("step.1", "07700900123"), ("step.1", 1),
        ("step.1", "1"),
        ("step.1", "2"),
    ]

    @Test(arguments: wrong)
    func `a value that is none is refused, isn't recorded, and the question stands`(key: String, value: JSONValue) {
        var desk = desk(asking: key)
        #expect(desk.lastQuestion == key)
        let (records, questions) = (desk.records.count, desk.questions.count)
        desk.answer(value)
        #expect(desk.transcript.last == "rejected badValue")
        #expect(desk.records.count == records)
        #expect(desk.questions.count == questions, "it isn't asked anew")
        #expect(desk.end == nil)
    }

    @Test(arguments: [
        ("ERR1009", "ERR1009"), ("400_645", "400_645"), ("Error 1000", "Error 1000"), ("INF1014", "INF1014"),
        ("PR20002", "PR20002"), ("err 1009", "ERR1009"), ("Inf-1014", "INF1014"), ("error-1000", "Error 1000"),
        ("500_001", "500_001"), ("ReadingProblem", "readingProblem"),
    ])
    func `an error code as CIM shows it is taken`(shown: String, kept: String) {
        var desk = desk(asking: "step.1")
        desk.fail(.string(shown))
        let codes = desk.records.compactMap { record -> String? in
            if case .outcome(_, .failed, let evidence) = record.kind { evidence.errorCode } else { nil }
        }
        #expect(codes == [kept])
    }
}
