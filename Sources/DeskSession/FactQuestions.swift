import Handbook
import JSON

/// Questions after facts of the handbook, from the facts' definitions.
enum FactQuestions {
    /// Nil for a fact that nobody is asked for (handbook-rules §1).
    static func question(for key: FactKey, practice: LocalPractice) -> Question? {
        guard let asked = key.definition.question else { return nil }
        return Question(
            about: .fact(key), text: asked.text, why: asked.why,
            form: AnswerForm(key.definition, asked.answers(practice)), allowsUnknown: key.hasDefault,
            standard: asked.standard)
    }

    /// Which stands in print alone: whoever can't read it may say so, though the handbook has no default for it.
    static func series(practice: LocalPractice) -> Question? {
        var question = question(for: .cardSeries, practice: practice)
        question?.allowsUnknown = true
        return question
    }

    /// The form of a fact's answers, before it is asked for. Nil for words of the local practice, and for those that
    /// nobody reads.
    static func form(of key: FactKey) -> AnswerForm? {
        let fact = key.definition
        switch fact.form {
        case .yesNo: return .yesNo
        case .localWord: return nil
        default: return fact.question.map { AnswerForm(fact, $0.answers(.standard)) }
        }
    }
}

extension AnswerForm {
    /// How an answer about a fact looks.
    init(_ fact: FactDefinition, _ answers: [(value: String, label: String)]) {
        self =
            switch fact.form {
            case .yesNo: .yesNo
            case .word, .localWord: .choice(answers.map { Choice($0.value, $0.label) })
            case .number(let range): .number(range)
            case .instant, .date: .date
            case .emailAddress: .emailAddress
            }
    }
}
