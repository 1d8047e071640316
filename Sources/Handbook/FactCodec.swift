import Instants
import JSON

/// How a fact's value stands in JSON, and which values there are.
struct FactCodec<Value: Sendable>: Sendable {
    let form: FactForm
    /// The words, or true and false; nil for a number, a date or a free text.
    let choices: @Sendable (LocalPractice) -> [JSONValue]?
    let json: @Sendable (Value) -> JSONValue
    /// The value as it may be kept; nil where that is the value itself.
    let kept: (@Sendable (Value) -> Value)?
    /// Nil for `null`.
    let value: @Sendable (FactValue, LocalPractice) throws(FactMistake) -> Value?

    init(
        _ form: FactForm, choices: @escaping @Sendable (LocalPractice) -> [JSONValue]? = { _ in nil },
        json: @escaping @Sendable (Value) -> JSONValue, kept: (@Sendable (Value) -> Value)? = nil,
        value: @escaping @Sendable (FactValue, LocalPractice) throws(FactMistake) -> Value?
    ) {
        self.form = form
        self.choices = choices
        self.json = json
        self.kept = kept
        self.value = value
    }
}

extension FactCodec where Value == Bool {
    static var yesNo: FactCodec {
        FactCodec(
            .yesNo, choices: { _ in [true, false] }, json: { .bool($0) },
            value: { (value, _) throws(FactMistake) in try value.bool() })
    }
}

extension FactCodec where Value: RawRepresentable<String> & CaseIterable {
    /// A word of a fixed set.
    static var word: FactCodec {
        FactCodec(
            .word, choices: { _ in Value.allCases.map { .string($0.rawValue) } }, json: { .string($0.rawValue) },
            value: { (value, _) throws(FactMistake) in try value.word() })
    }
}

extension FactCodec where Value == Int {
    static func number(_ range: ClosedRange<Int>) -> FactCodec {
        FactCodec(
            .number(range), json: { .integer(Int64($0)) },
            value: { (value, _) throws(FactMistake) in try value.integer(in: range) })
    }
}

extension FactCodec where Value == String {
    /// An address as it was typed. Personal data: only its domain is kept.
    static var address: FactCodec {
        FactCodec(
            .emailAddress, json: { .string($0) },
            kept: { EmailAddress($0).map { "x@\($0.domain)" } ?? "malformed" },
            value: { (value, _) throws(FactMistake) in try value.text() })
    }

    /// The id of one of the practice's sites.
    static var site: FactCodec {
        FactCodec(
            .localWord, choices: { $0.sites.map { .string($0.id) } }, json: { .string($0) },
            value: { (value, practice) throws(FactMistake) in try value.word(of: practice.sites.map(\.id)) })
    }
}

extension FactCodec where Value == HolderLocation {
    static var location: FactCodec {
        FactCodec(
            .localWord, choices: { $0.locations.map(JSONValue.string) }, json: { .string($0.text) },
            value: { (value, practice) throws(FactMistake) in
                try value.word(of: practice.locations).map(HolderLocation.init(text:))
            })
    }
}

extension FactCodec where Value == UTCInstant {
    static var instant: FactCodec {
        FactCodec(
            .instant, json: { .string($0.rfc3339) }, value: { (value, _) throws(FactMistake) in try value.instant() })
    }
}

extension FactCodec where Value == Expiry {
    static var expiry: FactCodec {
        FactCodec(
            .date,
            json: { expiry in
                switch expiry {
                case .instant(let instant): .string(instant.rfc3339)
                case .date(let date): .string(date.iso8601)
                }
            },
            value: { (value, _) throws(FactMistake) in try value.expiry() })
    }
}
