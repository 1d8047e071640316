import DeskSession
import JSON
import StrictYAML
import Synchronization

/// Answers for a whole session (command-line contract, `--answers FILE`): fact keys and the session's own, each with a
/// value, or with a list of values that are used up in order.
struct AnswersFile: Sendable {
    /// Nil stands for null: "I don't know".
    private(set) var values: [String: Values] = [:]

    enum Values: Sendable, Hashable {
        case always(String?)
        case inOrder([String?])
    }

    /// - Throws: `YAMLMistake` for a key that no session asks for, one that is given twice, and a value that its question
    ///   wouldn't take.
    init(yaml text: String, file: String) throws(YAMLMistake) {
        try self.init(YAMLValue(text: text, file: file))
    }

    /// Answers that stand in another file.
    init(_ value: YAMLValue) throws(YAMLMistake) {
        try read(value, under: "")
    }

    /// Keys may be written as `holder.email: listed` or nested.
    private mutating func read(_ mapping: YAMLValue, under prefix: String) throws(YAMLMistake) {
        for (key, value) in try mapping.members() {
            let path = prefix.isEmpty ? key : "\(prefix).\(key)"
            if SessionKeys.isKnown(path) {
                guard values[path] == nil else { throw value.mistake("is given twice") }
                values[path] = try AnswersFile.values(value, SessionKeys.form(of: path))
            } else if SessionKeys.isGroup(path) {
                try read(value, under: path)
            } else {
                throw value.mistake("is not a question of a session")
            }
        }
    }

    private static func values(_ value: YAMLValue, _ form: AnswerForm?) throws(YAMLMistake) -> Values {
        guard let list = try? value.list() else { return .always(try scalar(value, form)) }
        var values: [String?] = []
        for element in list { values.append(try scalar(element, form)) }
        return .inOrder(values)
    }

    /// What the question wouldn't take is a mistake before the session has begun.
    private static func scalar(_ value: YAMLValue, _ form: AnswerForm?) throws(YAMLMistake) -> String? {
        guard !value.isNull else { return nil }
        let text = try value.string()
        if let form, form.checked(form.value(written: text)) == nil { throw value.mistake(form.requirement) }
        return text
    }

    /// Facts that are never asked for, so that a file is the only way to tell them.
    var volunteered: [String: JSONValue] {
        var facts: [String: JSONValue] = [:]
        for key in SessionKeys.neverAsked {
            guard case .always(let text?) = values[key] else { continue }
            facts[key] = .string(text)
        }
        return facts
    }
}

/// The answers as they are used up.
final class AnswerSupply: Sendable {
    enum Next: Hashable {
        case value(JSONValue)
        case none
    }

    private let left: Mutex<[String: AnswersFile.Values]>

    init(_ file: AnswersFile) {
        left = Mutex(file.values)
    }

    func next(for question: Question) -> Next {
        left.withLock { left in
            switch left[question.key] {
            case nil: return .none
            case .always(let text): return .value(question.form.value(written: text))
            case .inOrder(let list):
                guard let first = list.first else { return .none }
                left[question.key] = .inOrder(Array(list.dropFirst()))
                return .value(question.form.value(written: first))
            }
        }
    }
}

extension AnswerForm {
    /// A YAML scalar as the value that it stands for here: digits of a UUID stay text.
    func value(written text: String?) -> JSONValue {
        guard let text else { return .null }
        switch self {
        case .yesNo:
            switch text.lowercased() {
            case "true", "yes", "y", "on": return true
            case "false", "no", "n", "off": return false
            default: return .string(text)
            }
        case .number: return Int64(text).map(JSONValue.integer) ?? .string(text)
        default: return .string(text)
        }
    }
}
