import JSON

extension EventCode {
    public static let sessionStarted = EventCode("session.started")
}

public struct SessionStarted: EventDetails {
    public var cardIsOwn: Bool
    public var holderCardIsHere: Bool

    public init(cardIsOwn: Bool = false, holderCardIsHere: Bool = true) {
        self.cardIsOwn = cardIsOwn
        self.holderCardIsHere = holderCardIsHere
    }

    public static let code = EventCode.sessionStarted
    public static let name = "session begins"

    /// Older sessions say neither.
    public init(reading details: JSONValue, action: String?) {
        cardIsOwn = details["cardIsOwn"]?.bool ?? false
        holderCardIsHere = details["holderCardIsHere"]?.bool ?? true
    }

    public var members: [String: JSONValue] {
        ["cardIsOwn": .bool(cardIsOwn), "holderCardIsHere": .bool(holderCardIsHere)]
    }

    public func sentence(in event: LoggedEvent, hasBegun: Bool) -> String? {
        "Session begins: \(Words.shown(event.action))"
    }
}
