import JSON

/// What belongs to one kind of event only: how it is written, how it is read, and how it is told to people.
///
/// A new kind is a type in a file of its own and a line in `EventKinds`. What was written once is read for ever:
/// ``init(reading:action:)`` takes the bodies of every earlier version, and ``members`` writes today's.
public protocol EventDetails: Hashable, Sendable {
    static var code: EventCode { get }

    /// A few words for the kind, as a table has room for.
    static var name: String { get }

    /// Something was done to the log itself or to its surroundings: a report counts it.
    static var isChange: Bool { get }

    /// Reads an object. What it doesn't hold, or holds in another form than any version of this program wrote, isn't
    /// known.
    ///
    /// - Parameters:
    ///   - details: what the event's `details` hold; null where it has none.
    ///   - action: the event's, needed to read some details of earlier versions; nil where it has none.
    init(reading details: JSONValue, action: String?)

    /// As they are written: whole numbers only, and nothing that may not be recorded.
    var members: [String: JSONValue] { get }

    /// The route that the event is about.
    var route: String? { get }

    /// Where the series comes from that the event's card has.
    var seriesSource: String? { get }

    /// A few words for this event. The event's texts may be anybody's.
    func what(in event: LoggedEvent) -> String

    /// A sentence for the story of a session; nil where the kind has none of its own.
    ///
    /// - Parameters:
    ///   - event: the event that these details are of.
    ///   - hasBegun: an intent came before it in its session.
    func sentence(in event: LoggedEvent, hasBegun: Bool) -> String?

    /// Other events of the session say it as well.
    var isLeftOut: Bool { get }
}

extension EventDetails {
    public static var isChange: Bool { false }
    public var members: [String: JSONValue] { [:] }
    public var route: String? { nil }
    public var seriesSource: String? { nil }
    public func what(in event: LoggedEvent) -> String { event.about(Self.name) }
    public func sentence(in event: LoggedEvent, hasBegun: Bool) -> String? { nil }
    public var isLeftOut: Bool { false }
}

extension AuditEvent {
    /// An event of the kind that its details are of.
    public init<Details: EventDetails>(
        _ details: Details, session: String? = nil, action: String? = nil, outcome: EventOutcome? = nil,
        intent: Int64? = nil, operatorUUID: String? = nil, operatorRole: String? = nil, subject: String? = nil,
        card: CardRecord? = nil, decision: DecisionRecord? = nil, readers: [String] = []
    ) {
        self.init(
            Details.code, session: session, action: action, outcome: outcome, intent: intent,
            operatorUUID: operatorUUID, operatorRole: operatorRole, subject: subject, card: card, decision: decision,
            readers: readers, details: details.members)
    }
}

extension JSONValue {
    /// An array's texts; whatever else it holds is passed over. Nil for anything but an array.
    var strings: [String]? { array?.compactMap(\.string) }

    static func strings(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }

    static func optional(_ value: Int64?) -> JSONValue { value.map(JSONValue.integer) ?? .null }
}
