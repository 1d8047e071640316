import CardIdentity
import Configuration
import Handbook
import Instants

/// A guided session at the desk as a pure state machine: events go in, effects come out, nothing else happens. Clock,
/// readers, people and the log are outside, so that every path can be driven from a transcript.
///
/// What it keeps to (architecture, invariants 2 to 4): the operator's card is read once, before the log-in to CIM; a card
/// is known by UUID and insertion; a step is shown only after its intent is durable; no card is read while it matters to
/// CIM that nobody does.
public struct DeskSession: Sendable {
    public let settings: SessionSettings

    var now: Moment
    var desk = Desk()
    var hasSeenDesk = false
    var isServiceAway = false

    var operatorAtDesk: OperatorAtDesk?
    var hasAskedOperatorUUID = false
    var isLoggedIn = false
    /// Cards may leave: CIM is on another computer, or there is one reader for both. Nil until the operator is known.
    var cardsMayLeave: Bool?
    var holder: HolderAtDesk?
    /// A card without a readable UUID, until the UUID is typed.
    var unnamedCard: HolderAtDesk.Card?
    /// A card that was refused; it has to go before another is looked at.
    var refusedInsertion: Insertion?

    var facts: Facts
    var hasAskedSeries = false
    /// Where each fact comes from, beside those that the settings brought.
    var origins: [FactKey: FactOrigin] = [:]

    /// The workflow that is decided now: `renew` may be led through `unlock`.
    var workflow: Workflow
    var hasBeenLedThroughUnlock = false
    var plan: Plan?
    /// The last route that was carried out, or told, and how it came out.
    var lastResult: (route: Route, outcome: SessionOutcome)?
    /// Routes that failed in this session; none is tried twice.
    var failedRoutes: Set<Route> = []
    var failedPlan: Plan?
    /// A renewal or repair was begun, so that the card's certificates may be new.
    var hasBegunRenewal = false
    let startedAt: UTCInstant

    var guards: [GuardCode] = []
    /// The insertion that a guard is about.
    var offender: Insertion?
    var standing: Question?
    /// A guard came over the question that stands; it is asked again when the guard is cleared.
    var isSuspended = false
    var reading: Reading?
    /// When it is said that a reading takes its time.
    var readingNotice: Duration?
    /// A reading that is to be tried again at that time.
    var laterReading: (reading: Reading, at: Duration)?
    /// An intent that is on its way to the disk.
    var awaitsRecord = false

    var lastActivity: Duration
    /// The last thing that was said while waiting, so that it isn't said twice.
    var lastPrompt = ""
    public internal(set) var isOver = false
    var effects: [SessionEffect] = []

    public init(settings: SessionSettings, now: Moment) {
        self.settings = settings
        self.now = now
        facts = settings.facts
        workflow = settings.workflow
        startedAt = now.wall
        lastActivity = now.elapsed
    }

    /// Takes one event in and says what is to be done. After the end nothing more comes out.
    public mutating func handle(_ event: SessionEvent, at moment: Moment) -> [SessionEffect] {
        guard !isOver else { return [] }
        now = moment
        take(event)
        settle()
        defer { effects = [] }
        return effects
    }

    /// When the next `tick` is due, in time since the session began; nil when it is over.
    public var nextTick: Duration? {
        if isOver { return nil }
        let idle = lastActivity + settings.idleLimit
        return min(idle, laterReading?.at ?? idle, readingNotice ?? idle)
    }

    private mutating func take(_ event: SessionEvent) {
        switch event {
        case .desk(let readers, let insertions): deskSeen(readers, insertions)
        case .readerAttached(let reader): readerAttached(reader)
        case .readerDetached(let name): readerDetached(name)
        case .inserted(let insertion): inserted(insertion)
        case .removed(let reader, let epoch): removed(from: reader, epoch: epoch)
        case .serviceLost: serviceLost()
        case .report(let report, let reader, let epoch): read(report, reader: reader, epoch: epoch)
        case .answer(let key, let value): answered(key: key, value: value)
        case .unreadableAnswer(let message):
            effects.append(.rejected(Rejection(.unreadable, key: standing?.key, message: message)))
        case .repeatQuestion: if let standing, !isSuspended { effects.append(.ask(standing)) }
        case .noMoreAnswers(let message): noMoreAnswers(message)
        case .stopped: abandon("stopped", saying: "You ended the session.")
        case .interrupted: abandon("interrupted", saying: "The session was interrupted.")
        case .recorded: recorded()
        case .recordFailed(let message): recordFailed(message)
        case .tick: ticked()
        }
    }

    /// What follows from the state as it is now: guards that are put right, then the next thing to do.
    private mutating func settle() {
        guard !isOver, hasSeenDesk else { return }
        clearGuards()
        if reading == nil, laterReading == nil { recogniseHolder() }
        guard guards.isEmpty, reading == nil, laterReading == nil, !awaitsRecord else { return }
        if let standing {
            if isSuspended {
                isSuspended = false
                effects.append(.ask(standing))
            }
            return
        }
        advance()
    }

    /// The next thing to do. Each stage either asks for something and returns, or is behind us.
    mutating func advance() {
        guard settings.cardIsOwn || operatorIsReady() else { return }
        guard let holder else { return seekHolder() }
        if let returned = holder.returned {
            return ask(.holderConfirmed(uuid: holder.uuid, again: returned.recognition, isOwn: settings.cardIsOwn))
        }
        guard holder.isConfirmed else {
            return ask(.holderConfirmed(uuid: holder.uuid, typed: holder.isTyped, isOwn: settings.cardIsOwn))
        }
        guard let plan else { return decide() }
        follow(plan)
    }

    /// The operator's card is known, and the operator logged in where that comes first; else it is asked for.
    private mutating func operatorIsReady() -> Bool {
        guard let operatorAtDesk else {
            seekOperator()
            return false
        }
        if operatorAtDesk.uuid == nil, !hasAskedOperatorUUID {
            hasAskedOperatorUUID = true
            ask(.operatorUUID)
            return false
        }
        let mayLeave = cardsMayLeave ?? settleWhereCardsStay()
        if !mayLeave, !isLoggedIn {
            ask(.loggedIn)
            return false
        }
        return true
    }

    private mutating func settleWhereCardsStay() -> Bool {
        let mayLeave = settings.cim == .otherComputer || desk.readers.count < 2
        cardsMayLeave = mayLeave
        return mayLeave
    }

    private mutating func ticked() {
        if let later = laterReading, now.elapsed >= later.at {
            laterReading = nil
            if desk.insertion(in: later.reading.insertion.reader) == later.reading.insertion { start(later.reading) }
        }
        if let notice = readingNotice, now.elapsed >= notice, let reading {
            prompt("Reading the card in \(reading.insertion.reader). Leave it in; a slow card takes up to 20 seconds.")
            readingNotice = nil
        }
        if now.elapsed >= lastActivity + settings.idleLimit {
            abandon("idle", saying: "Nothing happened for \(settings.idleLimit.inWords).")
        }
    }
}

extension DeskSession {
    /// How often a card that can't be read now is read, once a second.
    static let mostAttempts = 10

    mutating func say(_ kind: Message.Kind, _ text: String) {
        effects.append(.say(Message(kind, text)))
    }

    /// Says what is waited for, once.
    mutating func prompt(_ text: String, waitingFor key: String? = nil) {
        guard text != lastPrompt else { return }
        lastPrompt = text
        effects.append(.say(Message(.instruction, text, waitsFor: key)))
    }

    mutating func ask(_ question: Question) {
        var question = question
        if settings.cardIsOwn, let text = FactQuestions.textsAboutOwnCard[question.key] { question.text = text }
        lastPrompt = ""
        standing = question
        isSuspended = false
        effects.append(.ask(question))
    }

    mutating func start(_ reading: Reading) {
        self.reading = reading
        readingNotice = now.elapsed + .seconds(2)
        let role: CardRole = reading.purpose == .bindOperator ? .operator : .holder
        effects.append(.read(reader: reading.insertion.reader, epoch: reading.insertion.epoch, role: role))
    }

    mutating func record(_ kind: SessionRecord.Kind) {
        var record = SessionRecord(
            kind: kind, operatorUUID: settings.cardIsOwn ? holder?.uuid : operatorAtDesk?.uuid,
            operatorRole: facts.operator.role, subjectUUID: holder?.uuid)
        record.subjectOrigin = holder.map { $0.isTyped ? .operator : .card }
        record.operatorOrigin =
            settings.cardIsOwn ? record.subjectOrigin : operatorAtDesk.map { $0.isTyped ? .operator : .card }
        if record.isAwaited { awaitsRecord = true }
        effects.append(.record(record))
    }
}

extension Duration {
    /// `10 minutes`, `20 seconds`.
    var inWords: String {
        let seconds = components.seconds
        return seconds >= 60 && seconds % 60 == 0
            ? "\(seconds / 60) minute\(seconds == 60 ? "" : "s")" : "\(seconds) second\(seconds == 1 ? "" : "s")"
    }
}
