import JSON

extension EventCode {
    /// A session was left unfinished, with its intent open: it can be taken up again.
    public static let sessionLaidAside = EventCode("session.laidAside")
}

public struct SessionLaidAside: EventDetails {
    /// A stable word: `idle`, `interrupted`.
    public var reason: String?

    public init(reason: String?) { self.reason = reason }

    public static let code = EventCode.sessionLaidAside
    public static let name = "session laid aside"

    public init(reading details: JSONValue, action: String?) { reason = details["reason"]?.string }

    public var members: [String: JSONValue] { ["reason": .optional(reason)] }

    public func sentence(in event: LoggedEvent, hasBegun: Bool) -> String? {
        "Laid aside\(Words.inBrackets(reason))"
    }
}
