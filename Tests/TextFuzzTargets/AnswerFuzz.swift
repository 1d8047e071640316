import DeskSession
import JSON
import StrictYAML

/// What is typed at a step, sent for it, or stands in a file for it.
enum AnswerFuzz {
    private static let step = Question(about: .step(1), text: "", why: "", form: .step, allowsUnknown: false)
    private static let forms: [AnswerForm] = [
        .yesNo, .choice([.init("none", ""), .init("listed", "")]), .date, .emailAddress, .uuid, .number(1...99), .step,
    ]

    /// Whichever way it comes, nothing is taken for a step but `done`, `failed` and a code of a published form; and what
    /// any other prompt takes is of its own form.
    static func run(_ text: String) {
        take(step.value(typed: text), from: text)
        if case .answer(_, let value) = ConversationLine.event(text) { take(value, from: text) }
        take(.string(text), from: text)
        for form in forms {
            let value = JSONValue.string(text)
            precondition((form.checked(value) == nil) == (form.refusal(of: value) != nil))
            if case .yesNo = form { precondition(form.checked(value) == nil) }
        }
    }

    /// A file's scalars are read by their own rules; the text is one of them, or a list of them. A target of its own, as
    /// reading YAML takes ten times as long as the rest.
    static func run(inFile text: String) {
        guard let file = try? AnswersFile(yaml: "step.1: \(text)", file: "input") else { return }
        let supply = AnswerSupply(file)
        if case .value(let value) = supply.next(for: step) { take(value, from: text) }
    }

    private static func take(_ value: JSONValue?, from text: String) {
        guard let value, let taken = AnswerForm.step.checked(value) else { return }
        guard case .string(let answer) = taken else { preconditionFailure("a step's answer is a word") }
        precondition(answer == "done" || answer == "failed" || isPublished(answer))
        // Digits alone are never one, whatever stands between them.
        let hasLetter = text.unicodeScalars.contains { $0.properties.isAlphabetic }
        precondition(hasLetter || answer.hasPrefix("400_") || answer.hasPrefix("500_"))
    }

    /// Told otherwise than `ErrorCode` does: the digits' places in a pattern.
    private static func isPublished(_ answer: String) -> Bool {
        let pattern = String(answer.map { ("0"..."9").contains($0) ? "9" : $0 })
        switch pattern {
        case "ERR9999", "INF9999", "PR99999", "readingProblem": return true
        case "999_999": return answer.hasPrefix("400_") || answer.hasPrefix("500_")
        case "Error 9999": return answer == "Error 1000"
        default: return false
        }
    }
}
