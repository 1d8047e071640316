import JSON

extension EventCode {
    /// Cards stayed in the event's readers after the end.
    public static let cardsLeft = EventCode("cards.left")
}

public struct CardsLeft: EventDetails {
    public init() {}

    public static let code = EventCode.cardsLeft
    public static let name = "cards left in readers"

    public init(reading details: JSONValue, action: String?) {}

    public func sentence(in event: LoggedEvent, hasBegun: Bool) -> String? {
        "Cards left in: \(event.readers.map(Words.safe).joined(separator: "; "))"
    }
}
