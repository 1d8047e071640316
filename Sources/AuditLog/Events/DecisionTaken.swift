import JSON

extension EventCode {
    public static let decisionTaken = EventCode("decision.taken")
}

/// The decision and the facts that it rests on stand in the event.
public struct DecisionTaken: EventDetails {
    /// Who says each fact, by the fact's key. Older events don't say it.
    public var sources: [String: String]

    public init(sources: [String: String]) { self.sources = sources }

    public static let code = EventCode.decisionTaken
    public static let name = "decision"

    public init(reading details: JSONValue, action: String?) {
        sources = details["sources"]?.object?.compactMapValues(\.string) ?? [:]
    }

    public var members: [String: JSONValue] { ["sources": .object(sources.mapValues(JSONValue.string))] }

    public func what(in event: LoggedEvent) -> String {
        event.about(event.route.map { "→ \(Words.safe($0))" } ?? Self.name)
    }

    public func sentence(in event: LoggedEvent, hasBegun: Bool) -> String? {
        let reasons = event.reasons.map(Words.safe)
        return "Decision: \(Words.shown(event.route))"
            + (reasons.isEmpty ? "" : ", because of " + reasons.joined(separator: ", "))
    }
}
