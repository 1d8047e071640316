import JSON

extension EventCode {
    /// What is about to be done. Durable before the step is shown: no intent in the log, no action.
    public static let intent = EventCode("intent")
}

public struct IntentStated: EventDetails {
    /// Earlier versions kept it here only, and not in the event's own `route`.
    public var route: String?
    /// Who says the UUIDs. Older events don't say it.
    public var operatorSource: String?
    public var subjectSource: String?

    public init(route: String?, operatorSource: String? = nil, subjectSource: String? = nil) {
        self.route = route
        self.operatorSource = operatorSource
        self.subjectSource = subjectSource
    }

    public static let code = EventCode.intent
    public static let name = "intent"

    public init(reading details: JSONValue, action: String?) {
        route = details["route"]?.string
        operatorSource = details["operatorSource"]?.string
        subjectSource = details["subjectSource"]?.string
    }

    public var members: [String: JSONValue] {
        [
            "route": .optional(route), "operatorSource": .optional(operatorSource),
            "subjectSource": .optional(subjectSource),
        ]
    }

    public func what(in event: LoggedEvent) -> String { event.ofRoute(Self.name) }

    public func sentence(in event: LoggedEvent, hasBegun: Bool) -> String? { "Intent: \(Words.shown(event.route))" }
}
