import JSON
import StrictYAML
import Synchronization

/// Answers for a whole session (command-line contract, `--answers FILE`): fact keys and the session's own, each with a
/// value, or with a list of values that are used up in order.
public struct AnswersFile: Sendable {
    /// Nil stands for null: "I don't know".
    public private(set) var values: [String: Values] = [:]

    public enum Values: Sendable, Hashable {
        case always(String?)
        case inOrder([String?])
    }

    /// - Throws: `YAMLMistake` for a key that no session asks for, one that is given twice, and a value that its question
    ///   wouldn't take. It repeats neither a value nor a key that looks like a secret.
    public init(yaml text: String, file: String) throws(YAMLMistake) {
        let value: YAMLValue
        do {
            value = try YAMLValue(text: text, file: file)
        } catch {
            // The parser's own words may hold what was written.
            let message = SecretLike.matches(error.message) ? "is not YAML, or has a key twice" : error.message
            throw YAMLMistake(file: error.file, line: error.line, key: nil, message: message)
        }
        try self.init(value)
    }

    /// Answers that stand in another file.
    public init(_ value: YAMLValue) throws(YAMLMistake) {
        do {
            try read(value, under: "")
        } catch {
            // A key that nobody knows may be anything.
            let key = error.key.flatMap { SecretLike.matches($0) ? nil : $0 }
            throw YAMLMistake(file: error.file, line: error.line, key: key, message: error.message)
        }
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
        switch form?.refusal(of: form?.value(written: text) ?? .null) {
        case nil: return text
        case .looksSecret?: throw value.mistake("looks like a passcode or a code, and none is ever taken")
        case .some: throw value.mistake(form?.requirement ?? "can't be taken")
        }
    }

    /// Facts that are never asked for, so that a file is the only way to tell them. Of a list the first counts.
    public var volunteered: [String: JSONValue] {
        var facts: [String: JSONValue] = [:]
        for key in SessionKeys.neverAsked {
            let text: String? =
                switch values[key] {
                case .always(let text)?: text
                case .inOrder(let list)?: list.first ?? nil
                case nil: nil
                }
            if let text { facts[key] = (SessionKeys.form(of: key) ?? .choice([])).value(written: text) }
        }
        return facts
    }
}

/// The answers as they are used up.
public final class AnswerSupply: Sendable {
    public enum Next: Hashable {
        case value(JSONValue)
        case none
    }

    private let left: Mutex<[String: AnswersFile.Values]>

    public init(_ file: AnswersFile) {
        left = Mutex(file.values)
    }

    public func next(for question: Question) -> Next {
        guard !question.steps.isEmpty else { return next(question.key, question.form) }
        // A block's answer is the first of its steps' answers that isn't "done".
        // What comes after that isn't reached, and its answers are kept for the next time.
        var answer = Next.none
        for step in question.steps {
            let next = next("step.\(step.number)", question.form)
            if next != .none { answer = next }
            if next != .none, next != .value("done") { break }
        }
        return answer
    }

    private func next(_ key: String, _ form: AnswerForm) -> Next {
        left.withLock { left in
            switch left[key] {
            case nil: return SessionKeys.absent(key).map(Next.value) ?? .none
            case .always(let text):
                if SessionKeys.servesOnce(key) { left[key] = .inOrder([]) }
                return .value(form.value(written: text))
            case .inOrder(let list):
                guard let first = list.first else {
                    return key.hasSuffix(".trouble") ? SessionKeys.absent(key).map(Next.value) ?? .none : .none
                }
                left[key] = .inOrder(Array(list.dropFirst()))
                return .value(form.value(written: first))
            }
        }
    }
}

extension AnswerForm {
    /// A YAML scalar as the value that it stands for here: digits of a UUID stay text.
    public func value(written text: String?) -> JSONValue {
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
