import CardIdentity
import Handbook
import JSON

/// One thing that happened in a session. What the session is follows from the list of these and from its settings, and
/// from nothing else: see `SessionState.replaying`.
public struct SessionEntry: Hashable, Sendable {
    public var moment: Moment
    public var what: What

    public enum What: Hashable, Sendable {
        case desk([DeskReader], [Insertion])
        case readerAttached(DeskReader)
        case readerDetached(String)
        case inserted(Insertion)
        case removed(reader: String, epoch: UInt64)
        case serviceLost
        /// A card was read, or at least looked at.
        case read(ReadingPurpose, CardReport, Insertion)
        /// An answer that was taken. The scope tells the same question apart when it is asked anew: about another
        /// insertion, or on another route.
        case answered(key: QuestionKey, scope: Int, JSONValue)
        case withdrawn(key: QuestionKey)
        /// Only a withdrawn answer had made it necessary.
        case dropped(key: QuestionKey)
        /// An intent that is durable.
        case intent(Plan)
        /// An outcome that is durable.
        case outcome(SessionOutcome, Evidence)
        /// The session goes on after it was laid aside, in another run of the program.
        case takenUp
        case timePassed
    }
}

/// What a reading is for.
public enum ReadingPurpose: Hashable, Sendable {
    /// Before the log-in to CIM, once.
    case `operator`
    /// To see whose card it is.
    case holder
    /// To see whether it worked.
    case look
}

/// An answer that counts.
struct Answer: Hashable, Sendable {
    var key: QuestionKey
    var scope: Int
    var value: JSONValue
    /// The number of its entry.
    var at: Int
    var elapsed: Duration
}

/// One route that is followed under one intent.
public struct Plan: Hashable, Sendable {
    public var act: Act
    var kind: RouteKind
    /// What is asked about, in blocks: what one person does without our needing to know anything in between.
    var blocks: [[StepToTake]]
    /// What comes after the look at the card.
    var afterwards: [StepToTake]
    /// What the holder does elsewhere, or what is told.
    var sheet: [StepToTake]
    /// What comes later, and by whom: a list to keep.
    var followUp: [String]
    /// The holder's card when the decision was taken.
    var before: CardReport?
    /// Under whose log-in it was begun.
    var operatorUUID: String?
}

/// A plan and what came of it.
struct RouteRun: Hashable, Sendable {
    var plan: Plan
    var outcome: SessionOutcome?
    var evidence = Evidence()
    /// The number of the entry that closed it.
    var closedAt = 0

    /// What somebody tries, fails at and may try again is no attempt; what was corrected isn't either.
    var hasFailed: Bool { outcome == .failed }
}
