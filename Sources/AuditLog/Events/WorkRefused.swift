import JSON

extension EventCode {
    /// What was not done, and why.
    public static let refusal = EventCode("refusal")
}

/// Either something about the cards stopped the session, or it declined to go on.
public struct WorkRefused: EventDetails {
    /// What stopped it. Before anything has begun a card that goes or comes stops nothing, though it is recorded.
    public var guardCode: String?
    /// A stable word for why it declined.
    public var reason: String?

    public init(guardCode: String) { self.guardCode = guardCode }

    public init(reason: String) { self.reason = reason }

    public static let code = EventCode.refusal
    public static let name = "refused"

    public init(reading details: JSONValue, action: String?) {
        guardCode = details["guard"]?.string
        reason = details["reason"]?.string
    }

    public var members: [String: JSONValue] {
        ["guard": guardCode, "reason": reason].compactMapValues { $0.map(JSONValue.string) }
    }

    public func what(in event: LoggedEvent) -> String {
        event.about(guardCode.map { "stopped, \(Words.safe($0))" } ?? Self.name)
    }

    public func sentence(in event: LoggedEvent, hasBegun: Bool) -> String? {
        guard let guardCode else { return "Refused: \(Words.shown(reason))" }
        return "\(hasBegun ? "Stopped" : "Waited, nothing had begun"): \(Words.safe(guardCode))"
    }
}
