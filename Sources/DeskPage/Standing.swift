import CardIdentity
import DeskSession
import Handbook
import JSON

/// What a session shows at this moment, made from everything that it has shown so far. Pure: the same effects give the
/// same page, in however many tabs and after a reload.
public struct Standing: Sendable {
    /// An answer that was given, and may be taken back.
    public struct Answer: Hashable, Sendable {
        public var key: String
        /// The question in a few words.
        public var question: String
        public var value: JSONValue
        /// The answer as a person would say it.
        public var words: String
    }

    /// What a card says, as far as it was read in this session.
    public struct Card: Hashable, Sendable {
        public var role: CardRole
        public var uuid: String?
        public var isIn: Bool
        public var report: CardReport?
    }

    /// Counts the questions as they are asked; a form is for one asking.
    public private(set) var asking = 0
    /// The question that stands.
    public private(set) var question: Question?
    /// An answer to it is on its way.
    public private(set) var isAnswered = false
    /// How many answers were not taken.
    public private(set) var rejections = 0
    /// Why the last answer was not taken.
    public private(set) var rejection: Rejection?
    public private(set) var wait: Wait?
    /// What stops the session, the oldest first.
    public private(set) var guards: [RaisedGuard] = []
    public private(set) var decision: Decision?
    /// What the holder does elsewhere.
    public private(set) var advice: [StepToTake] = []
    /// A code that CIM showed, or a step that didn't work, and what is known of it.
    public private(set) var trouble: Trouble?
    /// Sentences since the last question.
    public private(set) var messages: [Message] = []
    public private(set) var cards: [Card] = []
    public private(set) var answers: [Answer] = []
    public private(set) var cardIsOwn = false
    public private(set) var receipt: SessionReceipt?
    /// The readers that had a card left in them when nobody waited for it any longer, and still have.
    public private(set) var cardsLeft: [String] = []
    public private(set) var operatorUUID: String?
    /// For who practises: answers that weren't taken, weren't known or were taken back, in order, each question once.
    public private(set) var stumbles: [Stumble] = []
    /// Every guard that stopped the session, in order, each once.
    public private(set) var guardsSeen: [GuardCode] = []
    /// A block of steps was the holder's alone.
    public private(set) var holderHadTurn = false
    /// A session that is taken up again tells what was answered, until it asks.
    private var listsAnswers = false
    /// Why each question was asked.
    private var whys: [String: String] = [:]
    /// Why the session can't go on, where that is nothing that a session itself can say.
    public private(set) var failure: String?

    /// A place where somebody who practises has something to look up.
    public struct Stumble: Hashable, Sendable {
        public enum Kind: Hashable, Sendable { case notTaken, notKnown, takenBack }

        public var key: String
        public var kind: Kind
        /// Why the question is asked; nil where it wasn't in this session.
        public var why: String?
    }

    public struct Trouble: Hashable, Sendable {
        public var code: String
        public var known: ServiceError?
    }

    /// - Parameter logged: what was answered before, where a session is taken up again.
    public init(takingUp logged: LoggedSession? = nil) {
        listsAnswers = logged != nil
        for (key, value) in logged?.answers ?? [] { keep(key, value) }
        cardIsOwn = logged?.cardIsOwn ?? false
    }

    /// It has come to no end yet, good or bad.
    var isGoingOn: Bool { receipt == nil && failure == nil }

    /// Whether cards are still to be taken out after the end.
    public var isWaitingForCardsOut: Bool { receipt != nil && wait?.code == .cardsOut && cards.contains(where: \.isIn) }

    /// Something stands that a person can act on, or that is waited for.
    var isSettled: Bool {
        question != nil && !isAnswered || wait != nil || !guards.isEmpty || receipt != nil || failure != nil
    }

    public mutating func take(_ effect: SessionEffect) {
        switch effect {
        case .say(let message):
            // What was answered before stands in the list of answers.
            guard !listsAnswers || message.kind != .information else { break }
            messages.append(message)
        case .card(let role, let movement, _, _, let uuid):
            change(role) { card in
                card.isIn = movement == .inserted
                card.uuid = uuid ?? card.uuid
                // What was read is of the insertion that it was read in.
                if movement == .removed { card.report = nil }
            }
        case .report(let role, let report, _):
            change(role) { card in
                card.isIn = true
                card.uuid = report.uuid?.value.digits ?? card.uuid
                card.report = report
            }
        case .decision(let decision): self.decision = decision
        case .advise(let steps): advice = steps
        case .wait(let wait):
            self.wait = wait
            question = nil
        case .changed(let key):
            forget(key)
            stumble(key, .takenBack)
        case .cardIsOwn: cardIsOwn = true
        case .trouble(let code, let known): trouble = Trouble(code: code, known: known)
        case .idle: break
        case .raised(let raised):
            guards.removeAll { $0.code == raised.code }
            guards.append(raised)
            if !guardsSeen.contains(raised.code) { guardsSeen.append(raised.code) }
            question = nil
        case .restored(let code): guards.removeAll { $0.code == code }
        case .ask(let question):
            asking += 1
            self.question = question
            listsAnswers = false
            whys[question.key] = question.why
            holderHadTurn = holderHadTurn || !question.steps.isEmpty && question.steps.allSatisfy(\.isForHolder)
            isAnswered = false
            rejection = nil
            wait = nil
        case .rejected(let rejection):
            self.rejection = rejection
            rejections += 1
            isAnswered = false
            if let key = rejection.key ?? question?.key { stumble(key, .notTaken) }
        case .read, .record, .end: break
        }
    }

    /// Something is being recorded: what was answered, and by whom.
    public mutating func note(_ record: SessionRecord) {
        operatorUUID = record.operatorUUID ?? operatorUUID
        switch record.kind {
        case .factAnswered(let key, _, let value):
            keep(key, value)
            if value == .null { stumble(key, .notKnown) }
        case .factWithdrawn(let key): forget(key)
        case .cardsLeft(let readers): cardsLeft = readers
        default: break
        }
    }

    public mutating func end(_ receipt: SessionReceipt) {
        self.receipt = receipt
        question = nil
        guards = []
        wait = nil
    }

    /// A reader is empty. After its end the session doesn't look any more.
    mutating func isEmpty(_ reader: String) { cardsLeft.removeAll { $0 == reader } }

    /// An answer goes in: until the session says something the question takes no other.
    ///
    /// - Returns: false where that asking doesn't stand any more.
    public mutating func answer(asking: Int) -> Bool {
        guard asking == self.asking, question != nil, !isAnswered else { return false }
        isAnswered = true
        messages = []
        trouble = nil
        advice = []
        return true
    }

    mutating func fail(_ reason: String) {
        failure = reason
        question = nil
        wait = nil
        guards = []
    }

    private mutating func change(_ role: CardRole, _ body: (inout Card) -> Void) {
        if let index = cards.firstIndex(where: { $0.role == role }) { return body(&cards[index]) }
        var card = Card(role: role, isIn: true)
        body(&card)
        cards.append(card)
    }

    private mutating func keep(_ key: String, _ value: JSONValue) {
        guard !key.hasPrefix("step."), !["decision.follow", "change", "result.trouble"].contains(key) else { return }
        answers.removeAll { $0.key == key }
        answers.append(
            Answer(
                key: key, question: Question.words(for: key), value: value,
                words: value.label(in: SessionKeys.form(of: key))))
    }

    private mutating func forget(_ key: String) { answers.removeAll { $0.key == key } }

    private mutating func stumble(_ key: String, _ kind: Stumble.Kind) {
        guard !key.hasPrefix("step."), !stumbles.contains(where: { $0.key == key }) else { return }
        stumbles.append(Stumble(key: key, kind: kind, why: whys[key]))
    }
}
