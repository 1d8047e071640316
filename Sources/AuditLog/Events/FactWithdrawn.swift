import JSON

extension EventCode {
    /// An answer was taken back.
    public static let factWithdrawn = EventCode("fact.withdrawn")
}

public struct FactWithdrawn: EventDetails {
    public var key: String?

    public init(key: String?) { self.key = key }

    public static let code = EventCode.factWithdrawn
    public static let name = "answer taken back"

    public init(reading details: JSONValue, action: String?) { key = details["key"]?.string }

    public var members: [String: JSONValue] { ["key": .optional(key)] }

    public func sentence(in event: LoggedEvent, hasBegun: Bool) -> String? { "Taken back: \(Words.shown(key))" }
}
