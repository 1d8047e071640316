import CardIdentity
import Handbook

/// The operator, as their card said before the log-in to CIM. After that the card is watched by state and ATR only.
struct OperatorAtDesk: Hashable, Sendable {
    var reader: String
    var epoch: UInt64
    var atr: [UInt8]
    /// Nil when neither the card nor the operator could say.
    var uuid: String?
    /// The operator said it, and not the card.
    var isTyped = false
    /// The card is in its reader, as far as state and ATR can tell.
    var isPresent = true
    /// An insertion with the same ATR while the holder's card was out as well: which card it is shows only when the
    /// holder's card is read.
    var tentativeEpoch: UInt64?
}

/// The person whose card it is, bound by UUID; the insertion guards one reading.
struct HolderAtDesk: Hashable, Sendable {
    var uuid: String
    /// The UUID was typed, because the card can't say or isn't here.
    var isTyped: Bool
    /// Nil when no card is at the desk.
    var card: Card?
    var isConfirmed = false
    /// A card that is in again, and that somebody has to say is the right one.
    var returned: Returned?

    struct Returned: Hashable, Sendable {
        var recognition: CardRecognition
        /// The card as it was known before.
        var before: Card
    }

    struct Card: Hashable, Sendable {
        var reader: String
        var epoch: UInt64
        var atr: [UInt8]
        var isPresent = true
        /// The last report.
        var report: CardReport
    }
}

/// A reading that was asked for and hasn't come back.
struct Reading: Hashable, Sendable {
    enum Purpose: Hashable, Sendable {
        case bindOperator, bindHolder, recogniseHolder, verify
    }

    var insertion: Insertion
    var purpose: Purpose
    /// Counted from 1.
    var attempt = 1
}

/// One route that is being followed.
struct Plan: Hashable, Sendable {
    var act: Act
    var kind: RouteKind
    var steps: [StepToTake]
    var isIntentDurable = false
    /// Answers to the steps so far.
    var answers: [String] = []
    var errorCode: String?
    /// The holder's card when the decision was taken.
    var before: CardReport?
    /// The holder's card at the last look after the steps.
    var after: CardReport?
    /// When the session stops waiting for the change to arrive.
    var deadline: Duration?
    /// The card went and came back after the decision.
    var cardHasReturned = false

    var evidence: Evidence {
        Evidence(before: before, after: after, steps: answers, errorCode: errorCode)
    }
}
