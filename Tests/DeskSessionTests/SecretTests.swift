import DeskSession
import Handbook
import JSON
import StrictYAML
import Testing

// found: P1
/// Nothing that looks like a passcode or a code is taken at any prompt.
@Suite struct SecretTests {
    static let secrets = [
        "482913", "4829", "48291357", "the new one is 482913", "482913.", "passcode:482913", "pin482913x", "48 29 13",
        "4829-13", "4-8-2-9-1-3", "4, 8, 2, 9", "48\u{200B}29\u{200B}13", "４８２９１３", "٤٨٢٩١٣", "४८२९१३", "①②③④",
        "⁴⁸²⁹", "四八二九一三", "ERR482913", "ERR48291", "PR4829", "PR482913", "INF482913", "Error 4829", "Error 482913",
        "4829_13", "400-645", "400645", "482_913", "done 482913", "482913 done", "failed\t4829", "1000", "01011980",
        "\u{1D7D2}\u{1D7D6}\u{1D7D0}\u{1D7D7}",
    ]
    static let harmless = [
        "", "done", "failed", "123", "err 12", "07700900123", "07700900123456", "9", "almost", "a1b2c3d4e5",
    ]

    @Test(arguments: secrets)
    func `what looks like a passcode is told from other text`(text: String) {
        #expect(SecretLike.matches(text))
    }

    @Test(arguments: harmless)
    func `other text isn't taken for one`(text: String) {
        #expect(!SecretLike.matches(text))
    }

    private static let inJSON: [JSONValue] = [
        482_913, 4829, -482_913, .number(482_913.5), ["482913"], [48, 29, 13], ["x", "48", "29"], ["code": "482913"],
        ["482913": true],
    ]

    @Test(arguments: inJSON)
    func `in JSON it is found wherever it stands`(value: JSONValue) {
        #expect(SecretLike.matches(value))
    }

    /// Questions of each form, each standing in a session.
    private static let keys = ["step.1", "holder.email", "card.series", "holder.mobileOnProfile", "holder.confirmed"]

    @Test(arguments: keys, secrets)
    func `at every prompt it is refused, kept nowhere and never repeated`(key: String, secret: String) {
        var desk = SessionDriver(.unlock)
        desk.bothCards(series: key == "card.series" ? nil : 9)
        desk.answerAll(assistedAnswers.filter { $0.key != key })
        #expect(desk.lastQuestion == key)
        let (records, questions) = (desk.records.count, desk.questions.count)
        desk.answer(.string(secret))
        #expect(desk.transcript.last == "rejected looksSecret")
        #expect(desk.records.count == records)
        #expect(desk.questions.count == questions)
        #expect(desk.rejections.allSatisfy { !$0.message.contains(secret) })
    }

    @Test(arguments: ["482913", "48291357", "31032027", "4829-13"])
    func `at prompts for a date, a UUID and an address too`(secret: String) {
        for (form, taken) in [
            (AnswerForm.date, "2027-03-31"), (.uuid, "000123456789"), (.emailAddress, "chris.482913@nhs.net"),
        ] {
            #expect(form.refusal(of: .string(secret)) == .looksSecret)
            #expect(form.refusal(of: .string(taken)) == nil)
        }
        // The domain is kept.
        #expect(AnswerForm.emailAddress.refusal(of: "x@482913.com") == .looksSecret)
    }

    @Test(arguments: ["482913", "step.482913", "4829", "step.0", "step.+4829", "holder.482913"])
    func `a key that nobody knows isn't repeated either`(key: String) {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.send(.answer(key: key, true))
        #expect(desk.rejections.map(\.key) == [nil])
        #expect(desk.rejections.allSatisfy { !$0.message.contains("4829") })
    }

    @Test(arguments: [
        "482913", "{\"key\":\"step.1\",\"value\":482913", "482913 {}", "{\"value\":\"482913\"}",
        "{\"key\":482913,\"value\":1}", "{\"482913\":1,\"482913\":2}",
    ])
    func `a line that can't be read is refused without a word of it`(line: String) {
        guard case .unreadableAnswer(let message) = ConversationLine.event(line) else {
            Issue.record("it was read")
            return
        }
        #expect(!message.contains("4829"))
    }

    @Test(arguments: [
        "step.1: 482913", "step.1: [done, 482913]", "card.series: 482913", "holder.email: \"48 29 13\"", "482913: done",
        "step.482913: done", "holder: {482913: 1}", "holder.email: &482913 x\ncard.series: *482914",
        "holder.email: [482913", "482913: 1\n482913: 2", "holder.newEmail: my code is 482913", "cim.loggedIn: 482913",
    ])
    func `a file that holds one is refused with line and key and not with the value`(text: String) {
        do {
            _ = try AnswersFile(yaml: text, file: "answers.yaml")
            Issue.record("it was taken")
        } catch {
            #expect("\(error)".hasPrefix("answers.yaml"))
            #expect(!"\(error)".contains("4829"), "\(error)")
        }
    }

    @Test func `a code of another form counts as failed, and the ticket has room for it`() {
        var desk = SessionDriver(.unlock)
        desk.bothCards()
        desk.answerAll(assistedAnswers)
        desk.fail("CIS-12")
        desk.answerAll([:])
        let evidence = desk.records.compactMap { record -> Evidence? in
            if case .outcome(_, .failed, let evidence) = record.kind { evidence } else { nil }
        }
        #expect(evidence.map(\.errorCode) == [nil])
        #expect(evidence.map(\.steps) == [["failed"]])
        #expect(desk.end?.ticket?.contains("CIS") == false)
        #expect(desk.end?.ticket?.contains("write it here") == true)
    }

    /// A number that was typed at a step once chose an answer, or stood as a code.
    @Test(arguments: ["1", "2", "12", "123", "07700900123"])
    func `a bare number is never an answer to a step`(number: String) {
        let question = Question(about: .step(1), text: "", why: "", form: .step, allowsUnknown: false)
        let value = question.value(typed: number)
        #expect(value.flatMap(AnswerForm.step.checked) == nil)
    }

    // found: F15
    @Test func `what a code means is said where the handbook knows it, and of no other`() {
        for (code, isKnown) in [("ERR1009", true), ("ERR7777", false), ("readingProblem", true)] {
            var desk = SessionDriver(.unlock)
            desk.bothCards()
            desk.answerAll(assistedAnswers)
            desk.answer(.string(code))
            #expect(desk.troubles.map { $0 != nil } == [isKnown])
        }
    }

    @Test func `every code that is listed is taken as it is listed`() {
        #expect(
            ErrorCode.listed.contains { $0.code == "ERR1009" } && ErrorCode.listed.contains { $0.code == "Error 1000" })
        for (code, _) in ErrorCode.listed { #expect(ErrorCode(code)?.text == code) }
    }
}
