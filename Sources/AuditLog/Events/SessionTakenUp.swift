import JSON

extension EventCode {
    /// A session that had been laid aside was taken up again.
    public static let sessionTakenUp = EventCode("session.takenUp")
}

public struct SessionTakenUp: EventDetails {
    public init() {}

    public static let code = EventCode.sessionTakenUp
    public static let name = "session taken up again"

    public init(reading details: JSONValue, action: String?) {}

    public func sentence(in event: LoggedEvent, hasBegun: Bool) -> String? { "Taken up again" }
}
