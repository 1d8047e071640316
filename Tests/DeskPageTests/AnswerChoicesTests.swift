import DeskSession
import JSON
import Testing

@testable import DeskPage

/// What a form offers, and what it sends.
@Suite struct AnswerChoicesTests {
    private func question(_ form: AnswerForm, unknown: Bool = false, standard: JSONValue? = nil) -> Question {
        Question(about: .own(.result), text: "?", why: "", form: form, allowsUnknown: unknown, standard: standard)
    }

    @Test func `nothing chosen is no answer, and neither is an empty field`() {
        #expect(AnswerChoices.answer([], to: question(.yesNo)) == nil)
        #expect(AnswerChoices.answer(["", "  "], to: question(.number(1...99))) == nil)
    }

    @Test func `the radio wins over the field beside it`() {
        #expect(AnswerChoices.answer(["9", "unknown"], to: question(.number(1...99), unknown: true)) == .null)
        // Where it isn't offered it is a word like any other, which the session refuses.
        #expect(AnswerChoices.answer(["unknown"], to: question(.number(1...99))) == "unknown")
    }

    @Test(arguments: [("true", JSONValue.bool(true)), ("false", false), ("perhaps", "perhaps")])
    func `yes and no are flags, and anything else goes to the session as it is`(text: String, value: JSONValue) {
        #expect(AnswerChoices.answer([text], to: question(.yesNo)) == value)
    }

    @Test func `digits of a number are a number, those of a UUID stay text`() {
        #expect(AnswerChoices.answer([" 9 "], to: question(.number(1...99))) == 9)
        #expect(AnswerChoices.answer(["000444555666"], to: question(.uuid)) == "000444555666")
    }

    @Test func `no two choices have one letter, and none has a digit`() {
        let reach = question(
            .choice([
                .init("here", "Here"), .init("self-service", "Here too"), .init("telephone", "There"), .init("3", "3"),
            ]),
            unknown: true)
        let letters = AnswerChoices(reach, isWrong: false).choices.compactMap { $0["letter"]?.string }
        #expect(letters == ["h", "s", "t", "d"])
    }

    @Test func `only the first choice is ever chosen beforehand`() {
        let first = AnswerChoices(question(.yesNo, standard: true), isWrong: false).choices
        #expect(first.map { $0["isChecked"] } == [true, false])
        let second = AnswerChoices(question(.yesNo, standard: false), isWrong: false).choices
        #expect(second.map { $0["isChecked"] } == [false, false])
    }
}
