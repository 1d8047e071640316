import JSON

extension EventCode {
    /// What had stopped a session is put right.
    public static let sessionResumed = EventCode("session.resumed")
}

public struct SessionResumed: EventDetails {
    /// What had stopped it.
    public var guardCode: String?

    public init(guardCode: String?) { self.guardCode = guardCode }

    public static let code = EventCode.sessionResumed
    public static let name = "session goes on"

    public init(reading details: JSONValue, action: String?) { guardCode = details["guard"]?.string }

    public var members: [String: JSONValue] { ["guard": .optional(guardCode)] }

    public func sentence(in event: LoggedEvent, hasBegun: Bool) -> String? {
        "\(hasBegun ? "Put right" : "Went on"): \(Words.shown(guardCode))"
    }
}
