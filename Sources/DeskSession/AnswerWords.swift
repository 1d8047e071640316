import Handbook
import JSON
import PlainText

extension JSONValue {
    /// An answer as a person would say it; of an address the domain.
    public func words(in form: AnswerForm?) -> String {
        switch (self, form) {
        case (.bool(let flag), _): flag ? "yes" : "no"
        case (.integer(let number), _): String(number)
        case (.string(let text), .emailAddress?):
            EmailAddress(text).map { "an address at \(SafeText($0.domain))" } ?? "an address"
        case (.string(let text), _): "\(SafeText(text))"
        default: "don't know"
        }
    }

    /// The same with what a choice stands for.
    public func label(in form: AnswerForm?) -> String {
        if case .string(let text) = self, case .choice(let choices)? = form,
            let choice = choices.first(where: { $0.value == text })
        {
            return choice.label
        }
        return words(in: form).capitalizedFirst
    }
}
