import Instants
import JSON
import PlainText

/// What several kinds of event say in the same words. Texts come from the log, and may be anybody's.
enum Words {
    static func safe(_ text: String) -> String { "\(SafeText(text))" }

    /// A question mark where there is none.
    static func shown(_ text: String?) -> String { text.map(safe) ?? "?" }

    /// ` (reason)`, or nothing.
    static func inBrackets(_ text: String?) -> String { text.map { " (\(safe($0)))" } ?? "" }

    /// Nil for what is no word.
    static func word(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): safe(text)
        case .bool(let flag): flag ? "yes" : "no"
        case .integer(let number): String(number)
        default: nil
        }
    }

    /// The state of a passcode; nil where it isn't known whether there is one.
    static func lock(_ state: String?) -> String? {
        switch state {
        case "locked": "locked"
        case "usable": "not locked"
        default: state == nil ? nil : "lock unknown"
        }
    }

    static func expiry(_ instant: UTCInstant) -> String { "expires \(LondonTime.date(instant).longText)" }
}
