import Instants
import StrictYAML

extension YAMLValue {
    /// The value under a key that must be there; the mistake names the key and the mapping's line.
    func required(_ key: String, in members: [String: YAMLValue]) throws(YAMLMistake) -> YAMLValue {
        guard let value = members[key] else { throw mistake("must have \(key)") }
        return value
    }

    /// One line of text that can be shown on a terminal: not empty, at most 500 characters, no control characters.
    func line() throws(YAMLMistake) -> String {
        _ = try string()
        // Bytes count too: one character may have any number of accents.
        guard let text = try? plainText(upTo: 2000), text.count <= 500 else {
            throw mistake("must be one line of 1 to 500 characters")
        }
        return text
    }

    /// Lower-case letters, digits and hyphens.
    func word() throws(YAMLMistake) -> String {
        let text = try line()
        let allowed = text.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-")
        }
        guard allowed else { throw mistake("must be lower-case letters, digits and hyphens") }
        return text
    }

    /// A date as text: `2026-01-05`.
    func date() throws(YAMLMistake) -> String {
        let text = try line()
        guard CivilDate(iso8601: text) != nil else { throw mistake("must be a date such as 2026-01-05") }
        return text
    }
}
