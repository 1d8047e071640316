import JSON

extension EventCode {
    /// The wall clock stood earlier than at the event before.
    public static let clockSteppedBack = EventCode("clock.steppedBack")
}

public struct ClockSteppedBack: EventDetails {
    /// The time of the event before, as it stands there.
    public var from: String?
    public var to: String?

    public init(from: String?, to: String?) {
        self.from = from
        self.to = to
    }

    public static let code = EventCode.clockSteppedBack
    public static let name = "clock set back"
    public static let isChange = true

    public init(reading details: JSONValue, action: String?) {
        from = details["from"]?.string
        to = details["to"]?.string
    }

    public var members: [String: JSONValue] { ["from": .optional(from), "to": .optional(to)] }
}
