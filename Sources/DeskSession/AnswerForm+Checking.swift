import CardIdentity
import Instants
import JSON

extension AnswerForm {
    /// The value as it is kept: a number that came as text becomes a number, space around a code goes.
    ///
    /// - Returns: nil when the value is not of this form.
    func checked(_ value: JSONValue) -> JSONValue? {
        switch self {
        case .yesNo: value.bool.map(JSONValue.bool)
        case .choice(let choices): choices.contains { .string($0.value) == value } ? value : nil
        case .date: value.string.flatMap { AnswerForm.isDate($0) ? value : nil }
        // Whether an address is well formed is for the handbook to say; here it is only bounded.
        case .emailAddress: value.string.flatMap { $0.isEmpty || $0.utf8.count > 1024 ? nil : value }
        case .uuid: value.string.flatMap { SmartcardUUID($0) }.map { .string($0.digits) }
        case .number(let range): AnswerForm.number(value, in: range)
        case .step: value.string.flatMap(AnswerForm.step)
        }
    }

    /// What is wanted, for the line that refuses an answer.
    public var expectation: String {
        switch self {
        case .yesNo: "Answer yes or no (true or false)."
        case .choice(let choices): "Answer one of: " + choices.map(\.value).joined(separator: ", ") + "."
        case .date: "Answer a date such as 2027-03-31, or an instant such as 2027-03-31T12:00:00Z."
        case .emailAddress: "Answer one email address."
        case .uuid: "Answer the twelve digits of the UUID, without spaces."
        case .number(let range): "Answer a whole number from \(range.lowerBound) to \(range.upperBound)."
        case .step: "Answer done, failed, or the error code that CIM shows, such as ERR1009."
        }
    }

    private static func isDate(_ text: String) -> Bool {
        UTCInstant(rfc3339: text) != nil || CivilDate(iso8601: text) != nil
    }

    private static func number(_ value: JSONValue, in range: ClosedRange<Int>) -> JSONValue? {
        let text = value.string.flatMap { $0.utf8.count <= 3 ? Int64($0) : nil }
        guard let number = value.integer ?? text, range.contains(Int(clamping: number)) else { return nil }
        return .integer(number)
    }

    /// An error code is kept short and plain, because it goes into the log and onto a ticket: 2 to 32 letters,
    /// digits, `_`, `-`, at least one of them a digit (NHS England's codes are such: ERR1009, 400_645, INF1014).
    private static func step(_ text: String) -> JSONValue? {
        if text == "done" || text == "failed" { return .string(text) }
        let allowed = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "):
                true
            default: false
            }
        }
        let code = text.split(separator: " ").joined(separator: " ")
        guard allowed, (2...32).contains(code.utf8.count), code.utf8.contains(where: { (0x30...0x39).contains($0) })
        else { return nil }
        return .string(code)
    }
}
