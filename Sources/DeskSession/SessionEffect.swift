import CardIdentity
import Handbook
import JSON
import NextSteps

/// What a session wants done: the only way out. Effects are carried out in order.
public enum SessionEffect: Hashable, Sendable {
    /// Words for the people at the desk. A program that listens doesn't need them.
    case say(Message)
    /// A card came or went; the UUID where it is known.
    case card(CardRole, CardMovement, reader: String, epoch: UInt64, uuid: String?)
    /// What a card says. A look is a reading to see whether it worked.
    case report(CardRole, CardReport, isLook: Bool)
    case decision(Decision)
    /// What the holder does elsewhere: a sheet to read out.
    case advise([StepToTake])
    /// Something is waited for; it is said once.
    case wait(Wait)
    /// An answer was withdrawn.
    case changed(key: String)
    /// The session is about the operator's own card, from the beginning or from here on.
    case cardIsOwn
    /// Something didn't work; what is known about the code that CIM shows.
    case trouble(code: String, ServiceError?)
    /// Nothing has happened for so many minutes.
    case idle(minutes: Int)
    case raised(RaisedGuard)
    case restored(GuardCode)
    /// One question; it stands until it is answered or the session ends.
    case ask(Question)
    /// An answer was not taken, and why. The question stands.
    case rejected(Rejection)
    /// Read the card of that insertion, off the cooperative pool, and hand back `report`.
    case read(reader: String, epoch: UInt64, role: CardRole)
    /// Make an event durable. `SessionRecord.isAwaited` says whether the session waits to hear of it.
    case record(SessionRecord)
    /// The last effect.
    case end(SessionEnd)
}

public enum CardMovement: String, Hashable, Sendable {
    case inserted, removed
}

/// A sentence or two for the people at the desk.
public struct Message: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Something to do now.
        case instruction
        case information
        case warning
        /// A heading of its own line.
        case heading
    }

    public var kind: Kind
    public var text: String
    /// What helps; the text is complete without. A front end says how it is done there.
    public var next: NextStep?

    public init(_ kind: Kind, _ text: String, next: NextStep? = nil) {
        self.kind = kind
        self.text = text
        self.next = next
    }
}

/// Why an answer was not taken.
public struct Rejection: Hashable, Sendable {
    public enum Code: String, Hashable, Sendable {
        /// An answer to another question than the one that stands.
        case otherKey
        /// No question stands.
        case noQuestion
        /// Not a value that this question takes.
        case badValue
        /// It looks like a passcode or a code, and is kept nowhere.
        case looksSecret
        /// What came is no answer at all.
        case unreadable
        /// Nothing was answered that could be taken back.
        case notAnswered
        /// The card was changed: nothing can be taken back any more.
        case tooLate
    }

    public var code: Code
    public var key: String?
    public var message: String
    /// It is the operator's own card; the session may be meant to be about that one.
    public var isAboutOwnCard: Bool

    public init(_ code: Code, key: String?, message: String, isAboutOwnCard: Bool = false) {
        self.isAboutOwnCard = isAboutOwnCard
        self.code = code
        self.key = key
        self.message = message
    }
}

/// How a session, or one intent of it, came out (command-line contract).
public enum SessionOutcome: String, Hashable, Sendable, CaseIterable {
    /// The card shows it.
    case verified
    /// The card can't show it; the operator says so.
    case confirmedByOperator
    case failed
    case abandoned
    case refused
    /// What to do elsewhere was told: a good outcome.
    case advised
    /// The card should show it and doesn't.
    case notVerified
    /// Not ended: it can be taken up again.
    case laidAside

    /// True for the outcomes that a script takes as done and good.
    public var isGood: Bool { [.verified, .confirmedByOperator, .advised].contains(self) }
}

/// How the session ended.
public struct SessionEnd: Hashable, Sendable {
    /// Nil when no decision was reached.
    public var route: Route?
    public var outcome: SessionOutcome
    /// The holder's UUID, where it is known.
    public var subject: String?
    /// Each route and what came of it, in order.
    public var routes: [RouteResult]
    /// A stable word for why, where the outcome doesn't say it: `stopped`, `interrupted`, `noMoreAnswers`.
    public var reason: String?
    /// What comes later, and by whom: a list to keep.
    public var followUp: [String]
    /// True when the end itself is in the log.
    public var isRecorded: Bool
    /// Why something wasn't stored, in a sentence.
    public var trouble: String?
    /// What a ticket for the Digital Team would say, where one is called for.
    public var ticket: String?
    /// Where cards were brought, by the practice of that session.
    public var escalation: EscalationSite

    public init(
        route: Route?, outcome: SessionOutcome, routes: [RouteResult] = [], reason: String? = nil,
        followUp: [String] = [], isRecorded: Bool = true, ticket: String? = nil, subject: String? = nil,
        escalation: EscalationSite = .osprey
    ) {
        self.subject = subject
        self.routes = routes
        self.reason = reason
        self.followUp = followUp
        self.route = route
        self.outcome = outcome
        self.isRecorded = isRecorded
        self.ticket = ticket
        self.escalation = escalation
    }

    /// Something of the session isn't in the log; the ticket says so as well.
    mutating func wasNotRecorded(_ reason: String) {
        guard isRecorded else { return }
        isRecorded = false
        trouble = reason
        ticket = ticket.map { $0 + "Not recorded: the audit log doesn't hold all of this session.\n" }
    }
}

/// One route of a session and what came of it.
public struct RouteResult: Hashable, Sendable {
    public var route: Route
    public var outcome: SessionOutcome

    public init(route: Route, outcome: SessionOutcome) {
        self.route = route
        self.outcome = outcome
    }
}
