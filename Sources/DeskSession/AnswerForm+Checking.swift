import CardIdentity
import Handbook
import Instants
import JSON

extension AnswerForm {
    /// The value as it is kept: a number that came as text becomes a number, space around a code goes.
    ///
    /// - Returns: nil when the value is not of this form.
    public func checked(_ value: JSONValue) -> JSONValue? {
        switch self {
        case .yesNo: value.bool.map(JSONValue.bool)
        case .choice(let choices): choices.contains { .string($0.value) == value } ? value : nil
        case .date: value.string.flatMap(AnswerForm.date)
        case .emailAddress: value.string.flatMap { AnswerForm.isAddress($0) ? value : nil }
        case .uuid: value.string.flatMap { SmartcardUUID($0) }.map { .string($0.digits) }
        case .number(let range): AnswerForm.number(value, in: range)
        case .step: value.string.flatMap(AnswerForm.step)
        }
    }

    /// What is wanted, for the line that refuses an answer.
    public var expectation: String { "Answer \(wanted)." }

    /// The same for a value in a file: `must be yes or no (true or false)`.
    public var requirement: String { "must be \(wanted)" }

    private var wanted: String {
        switch self {
        case .yesNo: "yes or no (true or false)"
        case .choice(let choices): "one of: " + choices.map(\.value).joined(separator: ", ")
        case .date: "a date, such as 31/03/2027"
        case .emailAddress: "with an email address, such as jo@nhs.net"
        case .uuid: "the twelve digits of the UUID, without spaces"
        case .number(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .step: "done, failed, or the error code that CIM shows, such as ERR1009"
        }
    }

    private static func date(_ text: String) -> JSONValue? {
        if UTCInstant(rfc3339: text) != nil || CivilDate(iso8601: text) != nil { return .string(text) }
        return isoDate(typed: text).map(JSONValue.string)
    }

    private static func number(_ value: JSONValue, in range: ClosedRange<Int>) -> JSONValue? {
        let text = value.string.flatMap { $0.utf8.count <= 3 ? Int64($0) : nil }
        guard let number = value.integer ?? text, range.contains(Int(clamping: number)) else { return nil }
        return .integer(number)
    }

    /// Whether an address is well formed is for the handbook to say. Here it is bounded, and a domain, which is kept,
    /// may not look like a secret.
    private static func isAddress(_ text: String) -> Bool {
        guard text.contains("@"), text.utf8.count <= 1024 else { return false }
        return !SecretLike.matches(EmailAddress(text)?.domain ?? text)
    }

    private static func step(_ text: String) -> JSONValue? {
        if text == "done" || text == "failed" { return .string(text) }
        if let code = ErrorCode(text) { return .string(code.text) }
        return ErrorCode.isOther(text) ? "failed" : nil
    }
}

extension AnswerForm {
    /// Why a value isn't taken; nil when it is. What looks like a secret is told from what is merely wrong, and neither
    /// is repeated.
    public func refusal(of value: JSONValue) -> Rejection.Code? {
        guard checked(value) == nil else { return nil }
        return SecretLike.matches(value) ? .looksSecret : .badValue
    }

    /// For the line that refuses what looks like a secret.
    public static let secretRefusal =
        "That looks like a passcode, or a code that was sent to somebody. Neither is ever taken here, and it isn't kept."
}
