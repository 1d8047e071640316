import JSON

extension EventCode {
    public static let sessionEnded = EventCode("session.ended")
}

public struct SessionEnded: EventDetails {
    /// As the session says it. The event itself has an outcome where no piece of work has one.
    public var outcome: String?
    /// A stable word where the outcome isn't plain.
    public var reason: String?
    /// What is to be done later, and by whom, in sentences. Older events don't say it.
    public var followUp: [String]

    public init(outcome: String?, reason: String?, followUp: [String]) {
        self.outcome = outcome
        self.reason = reason
        self.followUp = followUp
    }

    public static let code = EventCode.sessionEnded
    public static let name = "session ends"

    public init(reading details: JSONValue, action: String?) {
        outcome = details["outcome"]?.string
        reason = details["reason"]?.string
        followUp = details["followUp"]?.array?.compactMap { $0.string ?? $0["text"]?.string } ?? []
    }

    public var members: [String: JSONValue] {
        ["outcome": .optional(outcome), "reason": .optional(reason), "followUp": .strings(followUp)]
    }

    public func sentence(in event: LoggedEvent, hasBegun: Bool) -> String? {
        let later = followUp.map(Words.safe).joined(separator: "; ")
        return "Session ends: \(Words.shown(outcome))\(Words.inBrackets(reason))"
            + (later.isEmpty ? "" : "; to be done later: \(later)")
    }
}
