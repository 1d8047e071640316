/// All there is to say of one route: what it is, in which words it is told, and its steps.
public struct RouteDefinition: Sendable {
    /// What to do, in a sentence without a capital, which may name the site that cards are brought to.
    public let sentence: @Sendable (EscalationSite) -> String
    public let kind: RouteKind
    /// What was done, as a receipt has it.
    public let done: String
    /// The fact that a failed attempt sets (handbook-rules §1, "failed").
    public let attempt: FactKey?

    private let traits: Traits
    let steps: @Sendable (StepWriter) -> [Step]

    init(
        _ sentence: String, _ kind: RouteKind, done: String = "DONE", failureSets attempt: FactKey? = nil,
        _ traits: Traits = [], steps: @escaping @Sendable (StepWriter) -> [Step]
    ) {
        self.init({ _ in sentence }, kind, done: done, failureSets: attempt, traits, steps: steps)
    }

    init(
        _ sentence: @escaping @Sendable (EscalationSite) -> String, _ kind: RouteKind, done: String = "DONE",
        failureSets attempt: FactKey? = nil,
        _ traits: Traits = [], steps: @escaping @Sendable (StepWriter) -> [Step]
    ) {
        self.sentence = sentence
        self.kind = kind
        self.done = done
        self.attempt = attempt
        self.traits = traits
        self.steps = steps
    }

    struct Traits: OptionSet, Sendable {
        let rawValue: UInt8

        static let needsLogin = Traits(rawValue: 1)
        static let isForHolderAlone = Traits(rawValue: 2)
        static let awaitsCode = Traits(rawValue: 4)
        static let endsInTicket = Traits(rawValue: 8)
        static let goesToDigitalTeam = Traits(rawValue: 16)
    }

    /// The operator works in CIM under their own log-in.
    public var needsLogin: Bool { traits.contains(.needsLogin) }
    /// The holder may take the card to any computer, and logs in there with it or not at all.
    public var isForHolderAlone: Bool { traits.contains(.isForHolderAlone) }
    /// A security code is sent to the holder on the way.
    public var awaitsCode: Bool { traits.contains(.awaitsCode) }
    /// It ends in a ticket for the Digital Team.
    public var endsInTicket: Bool { traits.contains(.endsInTicket) }
    /// It leaves the desk for the Digital Team, so whom to call is told with it.
    public var goesToDigitalTeam: Bool { traits.contains(.goesToDigitalTeam) }
}

/// What a session does with a route.
public enum RouteKind: Hashable, Sendable {
    /// Done now, and the card shows it.
    case onCard(CardChange)
    /// Done now; nothing on a card shows it.
    case inService
    /// Told, and done by others, elsewhere or later.
    case advice
    /// Another workflow comes first.
    case unlockFirst

    public enum CardChange: Hashable, Sendable {
        case unlock, renewal, repair
    }
}
