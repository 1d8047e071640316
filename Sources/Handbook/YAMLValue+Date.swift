import Instants
import StrictYAML

extension YAMLValue {
    /// A date as text: `2026-01-05`.
    func date() throws(YAMLMistake) -> String {
        let text = try line()
        guard CivilDate(iso8601: text) != nil else { throw mistake("must be a date such as 2026-01-05") }
        return text
    }
}
