import DeskSession
import JSON

/// What a question's form offers: radios with a letter each, a text field, or both.
struct AnswerChoices {
    let choices: [JSONValue]
    let field: JSONValue?

    init(_ question: Question, isWrong: Bool) {
        let form = question.form
        var options: [(value: String, label: String, letter: Character?)] = []
        switch form {
        case .yesNo: options = [("true", "Yes", "y"), ("false", "No", "n")]
        case .choice(let listed): options = listed.map { ($0.value, $0.label, nil) }
        case .date, .emailAddress, .uuid, .number, .step: break
        }
        let hasField = form.takesText
        if question.allowsUnknown { options.append(("unknown", "I don't know", "d")) }
        var letters = Set(options.compactMap(\.letter))
        let standard = question.standard.flatMap(AnswerChoices.text)
        let first = hasField ? nil : 0
        choices = options.enumerated().map { index, option in
            let letter = option.letter ?? AnswerChoices.letter(option.value, option.label, &letters)
            return [
                "choiceId": .string("value-\(option.value)"), "choiceValue": .string(option.value),
                "choiceLabel": .string(option.label), "letter": .optional(letter.map(String.init)),
                // Checked only where focus and answer are one: Enter alone takes nothing that wasn't looked at.
                "isChecked": .bool(index == 0 && option.value == standard), "hasFocus": .bool(index == first),
                "choiceDescribedBy": isWrong ? "problem" : .null,
            ]
        }
        guard hasField else {
            field = nil
            return
        }
        let (label, width, hint, mode) = form.field
        let described = [isWrong ? "problem" : nil, hint == nil ? nil : "value-hint"].compactMap(\.self)
        field = [
            "fieldLabel": .string(label), "fieldWidth": .string(width), "fieldHint": .optional(hint),
            "fieldMode": .optional(mode), "hasFocus": true, "isWrong": .bool(isWrong),
            "fieldDescribedBy": described.isEmpty ? .null : .string(described.joined(separator: " ")),
        ]
    }

    /// What was posted, as an answer; nil where nothing was chosen. The radio wins over the field.
    static func answer(_ values: [String], to question: Question) -> JSONValue? {
        let given = values.map { String($0.prefix(256)).trimmingSpaces }.filter { !$0.isEmpty }
        if question.allowsUnknown, given.contains("unknown") { return .null }
        guard let text = given.first else { return nil }
        switch question.form {
        case .yesNo: return text == "true" ? true : text == "false" ? false : .string(text)
        default: return question.form.value(written: text)
        }
    }

    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .null: "unknown"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .string(let text): text
        default: nil
        }
    }

    /// The first letter of the last part of the value, or else of the value and the label, that no other choice has. Never a
    /// digit: digits belong to the window of Care Identity Management.
    private static func letter(_ value: String, _ label: String, _ taken: inout Set<Character>) -> Character? {
        let last = value.split(separator: ".").last.map(String.init) ?? value
        let letter = (last + label).lowercased().first { $0.isASCII && $0.isLetter && !taken.contains($0) }
        if let letter { taken.insert(letter) }
        return letter
    }
}

extension AnswerForm {
    var takesText: Bool {
        switch self {
        case .date, .emailAddress, .uuid, .number: true
        case .yesNo, .choice, .step: false
        }
    }

    /// Label, width, hint and keyboard of its field.
    fileprivate var field: (label: String, width: String, hint: String?, mode: String?) {
        switch self {
        case .number: ("Two digits", "2", nil, "numeric")
        case .uuid: ("UUID, twelve digits", "12", nil, "numeric")
        case .date: ("Date", "12", "For example 31/03/2027", nil)
        case .emailAddress: ("Email address", "wide", nil, "email")
        case .yesNo, .choice, .step: ("", "12", nil, nil)
        }
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        let end = lastIndex { !$0.isWhitespace }.map(index(after:)) ?? start
        return String(self[start..<end])
    }
}
