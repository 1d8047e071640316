import CardIdentity
import Handbook
import JSON

/// One event for the audit log, and whose session it belongs to.
public struct SessionRecord: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case started(Workflow, cardIsOwn: Bool, holderCardIsHere: Bool)
        /// It goes on after it was laid aside, or the program was ended.
        case takenUp
        /// A look is a reading to see whether it worked.
        case cardRead(CardRole, CardReport, isLook: Bool)
        /// Value null: the operator didn't know.
        case factAnswered(key: String, scope: Int, value: JSONValue)
        /// An answer was taken back.
        case factWithdrawn(key: String)
        /// With the facts that it rests on, as they may be kept, and where each comes from.
        case decided(Decision, Facts, [FactKey: FactOrigin])
        /// Something is about to be shown as to be done, or to be said.
        case intent(Act)
        case guardRaised(GuardCode)
        case guardCleared(GuardCode)
        /// The session declined to go on, with a stable word for why.
        case refused(reason: String)
        case outcome(Act, SessionOutcome, Evidence)
        /// The intent stays open; the reason is a stable word: `idle`, `interrupted`.
        case laidAside(reason: String)
        /// After the end cards stayed in these readers.
        case cardsLeft([String])
        /// The reason is a stable word where the outcome isn't plain: `stopped`, `notLoggedIn`, …. What comes later, and by
        /// whom, is kept with it.
        case ended(SessionOutcome, reason: String?, followUp: [String])
    }

    public var kind: Kind
    public var operatorUUID: String?
    public var operatorRole: OperatorRole?
    public var subjectUUID: String?
    /// Where the operator's UUID comes from.
    public var operatorOrigin: FactOrigin?
    /// Where the subject's UUID comes from.
    public var subjectOrigin: FactOrigin?

    public init(
        kind: Kind, operatorUUID: String? = nil, operatorRole: OperatorRole? = nil, subjectUUID: String? = nil,
        operatorOrigin: FactOrigin? = nil, subjectOrigin: FactOrigin? = nil
    ) {
        self.kind = kind
        self.operatorUUID = operatorUUID
        self.operatorRole = operatorRole
        self.subjectUUID = subjectUUID
        self.operatorOrigin = operatorOrigin
        self.subjectOrigin = subjectOrigin
    }

    /// True when the session waits until the event is durable.
    public var isAwaited: Bool {
        switch kind {
        case .intent, .outcome: true
        default: false
        }
    }
}

/// What is done under one intent.
public struct Act: Hashable, Sendable {
    /// The workflow that it belongs to.
    public var workflow: Workflow
    public var route: Route
}

/// What an outcome rests on.
public struct Evidence: Hashable, Sendable {
    /// The holder's card before and after, where it could be read.
    public var before: CardReport?
    public var after: CardReport?
    /// The answer to each step, in order: `done`, `failed`, or CIM's error code.
    public var steps: [String] = []
    /// CIM's error code, where one of a published form was typed (`ErrorCode`).
    public var errorCode: String?
    /// A stable word for what ended it, where it isn't plain: `idle`, `interrupted`, `inputEnded`, ….
    public var reason: String?
}
