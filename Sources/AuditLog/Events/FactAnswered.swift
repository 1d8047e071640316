import JSON

extension EventCode {
    public static let factAnswered = EventCode("fact.answered")
}

public struct FactAnswered: EventDetails {
    public var key: String?
    /// Null: the operator didn't know.
    public var value: JSONValue
    /// Who says it.
    public var source: String?
    /// What the answer holds for, where it is asked more than once. Older events don't say it.
    public var scope: Int64

    public init(key: String?, value: JSONValue, source: String? = "operator", scope: Int64 = 0) {
        self.key = key
        self.value = value
        self.source = source
        self.scope = scope
    }

    public static let code = EventCode.factAnswered
    public static let name = "answer"

    public init(reading details: JSONValue, action: String?) {
        key = details["key"]?.string
        value = details["value"] ?? .null
        source = details["source"]?.string
        scope = details["scope"]?.integer ?? 0
    }

    public var members: [String: JSONValue] {
        ["key": .optional(key), "value": value, "source": .optional(source), "scope": .integer(scope)]
    }

    public func sentence(in event: LoggedEvent, hasBegun: Bool) -> String? {
        "Answer: \(Words.shown(key)) = \(Words.word(value) ?? "don't know")"
    }

    /// What was done at the steps stands in the outcome, and that a decision was followed in the intent.
    public var isLeftOut: Bool { key.map { $0.hasPrefix("step.") || $0 == "decision.follow" } ?? false }
}
