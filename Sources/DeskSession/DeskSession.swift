import CardIdentity
import Handbook
import Instants
import JSON
import NextSteps
import WorkstationSettings

/// A guided session at the desk, pure: events go in, effects come out, nothing else happens. Clock, readers, people and
/// the log are outside, so that every path can be driven from a transcript.
///
/// What the session is follows from the list of its entries (`SessionState.replaying`, then `Course`). Beside the list
/// it is only known what has been shown and asked for, so that nothing is shown twice.
///
/// What it keeps to (architecture, invariants 2 to 4): the operator's card is read once, before the log-in to CIM; a card
/// is known by UUID, certificates and insertion; a step is shown only after its intent is durable.
public struct DeskSession: Sendable {
    public let settings: SessionSettings
    let start: Moment
    public private(set) var entries: [SessionEntry] = []
    /// Always `SessionState.replaying(entries, from: start)`.
    public private(set) var state: SessionState
    var shown = Shown()
    public internal(set) var isOver = false
    /// It goes on after it was laid aside.
    private(set) var isTakenUp = false
    /// Over, and not laid aside.
    var hasEnded = false
    var effects: [SessionEffect] = []

    /// What was shown and asked for already.
    struct Shown: Sendable {
        var guards: [GuardCode] = []
        var question: Question?
        /// A guard came over the question; it is asked again when the guard is cleared.
        var isSuspended = false
        var wait: Wait?
        var decision: Decision?
        var reading: Insertion?
        var purpose = ReadingPurpose.look
        /// When it is said that a reading takes its time.
        var readingNotice: Duration?
        /// An intent or outcome that is on its way to the disk, and what follows when it is there.
        var awaited: [SessionEntry.What] = []
        /// When somebody last tried to answer.
        var lastSign = Duration.zero
        var hasSaidIdle = false
        /// How many seconds were said to be left of a wait.
        var secondsSaid: Int?
        var hasBegun = false
    }

    public init(settings: SessionSettings, now: Moment) {
        self.settings = settings
        start = now
        state = SessionState(now: now)
    }

    /// Goes on with a session that was laid aside, or whose program was ended, from what the log has of it.
    ///
    /// - Throws: `LoggedSession.Mistake` when what is logged doesn't lead to what was begun, as with other rules.
    public init(
        settings: SessionSettings, takingUp logged: LoggedSession, now: Moment
    ) throws(LoggedSession.Mistake) {
        self.init(settings: logged.settings(from: settings), now: Moment(wall: logged.startedAt, elapsed: now.elapsed))
        isTakenUp = true
        try replay(logged, at: now)
    }

    /// Takes one event in and says what is to be done. After the end nothing more comes out.
    public mutating func handle(_ event: SessionEvent, at moment: Moment) -> [SessionEffect] {
        guard !isOver else { return [] }
        enter(.timePassed, at: moment)
        take(event)
        goOn()
        defer { effects = [] }
        return effects
    }

    /// When the next `tick` is due, in time since the session began; nil when it is over.
    public var nextTick: Duration? {
        if isOver { return nil }
        var due = lastSign + (shown.hasSaidIdle ? settings.idleLimit : settings.idleWarning)
        if let notice = shown.readingNotice { due = min(due, notice) }
        guard shown.reading == nil else { return due }
        if case .readAt(_, _, let at, _) = course.stage { due = min(due, at) }
        if let retry = state.retry { due = min(due, retry.elapsed + .seconds(1)) }
        return due
    }

    var now: Moment { state.now }
    var course: Course { Course(settings, state) }
    var cardIsOwn: Bool { settings.cardIsOwn || state.isCardOwn }
    private var lastSign: Duration { max(state.lastActivity, shown.lastSign) }

    mutating func enter(_ what: SessionEntry.What, at moment: Moment? = nil) {
        let entry = SessionEntry(moment: moment ?? now, what: what)
        // Time is told once: only when something happened does it matter when.
        if entries.last?.what == .timePassed { entries.removeLast() }
        entries.append(entry)
        state.apply(entry)
    }

    private mutating func take(_ event: SessionEvent) {
        switch event {
        case .desk(let readers, let insertions): moved(.desk(readers, insertions))
        case .readerAttached(let reader): moved(.readerAttached(reader))
        case .readerDetached(let name): moved(.readerDetached(name))
        case .inserted(let insertion): moved(.inserted(insertion))
        case .removed(let reader, let epoch): moved(.removed(reader: reader, epoch: epoch))
        case .serviceLost: moved(.serviceLost)
        case .report(let report, let reader, let epoch): read(report, reader: reader, epoch: epoch)
        case .answer(let key, let value):
            sign()
            answered(key: key, value: value)
        case .change(let key):
            sign()
            change(key)
        case .chooseChange:
            sign()
            chooseChange()
        case .unreadableAnswer(let message):
            sign()
            reject(.unreadable, key: shown.question?.key, message)
        case .repeatQuestion: if let question = shown.question, !shown.isSuspended { effects.append(.ask(question)) }
        case .noMoreAnswers(let message): abandon("noMoreAnswers", saying: message)
        case .stopped: abandon("stopped", saying: "You ended the session.")
        case .interrupted: layAside("interrupted", saying: "The session was interrupted.")
        case .recorded: recorded()
        case .recordFailed(let message): recordFailed(message)
        case .acknowledged: break
        case .tick: ticked()
        }
    }

    /// Somebody is there.
    private mutating func sign() {
        shown.lastSign = now.elapsed
        shown.hasSaidIdle = false
    }

    private mutating func ticked() {
        if let notice = shown.readingNotice, now.elapsed >= notice, let reading = shown.reading {
            say(
                .instruction,
                "Reading the card in \(reading.reader). Leave it in; a slow card takes up to 20 seconds.")
            shown.readingNotice = nil
        }
        let idle = now.elapsed - lastSign
        if idle >= settings.idleLimit {
            layAside("idle", saying: "Nothing happened for \(settings.idleLimit.inWords).")
        } else if idle >= settings.idleWarning, !shown.hasSaidIdle {
            shown.hasSaidIdle = true
            effects.append(.idle(minutes: Int(idle.components.seconds / 60)))
        }
    }
}

extension DeskSession {
    mutating func say(_ kind: Message.Kind, _ text: String, next: NextStep? = nil) {
        effects.append(.say(Message(kind, text, next: next)))
    }

    /// A key that came from outside is repeated only where it is one that sessions know.
    mutating func reject(_ code: Rejection.Code, key: String?, _ message: String, isAboutOwnCard: Bool = false) {
        let known = key.flatMap { SessionKeys.isKnown($0) ? $0 : nil }
        effects.append(.rejected(Rejection(code, key: known, message: message, isAboutOwnCard: isAboutOwnCard)))
    }

    mutating func record(_ kind: SessionRecord.Kind) { effects.append(.record(recordOf(kind))) }

    func recordOf(_ kind: SessionRecord.Kind) -> SessionRecord {
        let course = course
        var record = SessionRecord(
            kind: kind, operatorUUID: course.operatorUUID, operatorRole: course.facts.operator.role,
            subjectUUID: course.subjectUUID)
        record.operatorOrigin = course.operatorOrigin
        record.subjectOrigin = course.subjectOrigin
        return record
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
