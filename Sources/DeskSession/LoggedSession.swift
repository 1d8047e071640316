import AuditLog
import CardIdentity
import Handbook
import ISO7816
import Instants
import JSON

/// What the audit log has of one session, as far as the session follows from it.
public struct LoggedSession: Hashable, Sendable {
    public var session: String
    public var workflow: Workflow
    public var cardIsOwn: Bool
    public var holderCardIsHere: Bool
    public var startedAt: UTCInstant
    /// The intent that no outcome has closed.
    public var openIntent: Int64?
    public var hasOutcome: Bool
    var events: [Event]
    /// The readers that the last decision counted.
    var readers: Int?

    struct Event: Hashable, Sendable {
        var time: UTCInstant
        var what: What

        enum What: Hashable, Sendable {
            case read(CardRole, CardReport, isLook: Bool)
            case answered(key: String, scope: Int, JSONValue)
            case withdrawn(key: String)
            case intent(Route)
            case outcome(SessionOutcome, Evidence)
            case takenUp
        }
    }

    /// Why a session can't be taken up.
    public enum Mistake: Error, Hashable, CustomStringConvertible {
        /// What is logged leads to another route now.
        case decidedOtherwise(Route)

        public var description: String {
            switch self {
            case .decidedOtherwise(let route):
                "What was answered doesn't lead to \(route.rawValue) any more: rules or settings have changed since."
            }
        }
    }

    /// What was answered and not taken back, in order; steps and all.
    public var answers: [(key: String, value: JSONValue)] {
        var answers: [(key: String, value: JSONValue)] = []
        for event in events {
            switch event.what {
            case .answered(let key, _, let value):
                answers.removeAll { $0.key == key }
                answers.append((key, value))
            case .withdrawn(let key): answers.removeAll { $0.key == key }
            default: break
            }
        }
        return answers
    }

    /// The settings as they were for that session.
    func settings(from settings: SessionSettings) -> SessionSettings {
        var settings = settings
        settings.workflow = workflow
        settings.cardIsOwn = cardIsOwn
        settings.holderCardIsHere = holderCardIsHere
        if settings.facts.workstation.readers == nil { settings.facts.workstation.readers = readers }
        return settings
    }
}

extension LoggedSession {
    /// - Parameter logged: the session's events, oldest first.
    /// - Returns: nil where the session has ended, or isn't one.
    public init?(_ logged: [LoggedEvent]) {
        guard let first = logged.first(where: { $0.details is SessionStarted }),
            let started = first.details as? SessionStarted, !logged.contains(where: { $0.details is SessionEnded }),
            let session = first.session, let workflow = first.action.flatMap(Workflow.init), let time = first.time
        else { return nil }
        self.session = session
        self.workflow = workflow
        startedAt = time
        cardIsOwn = started.cardIsOwn
        holderCardIsHere = started.holderCardIsHere
        hasOutcome = logged.contains { $0.details is OutcomeReached }
        events = []
        // Epochs are unique within one run of the program: each earlier run gets a range of its own.
        var runsToCome = logged.count { $0.details is SessionTakenUp } + 1
        // Programs up to 0.1.0 told neither a card's insertion nor which of them an answer was about: there was one.
        let hasEpochs = logged.contains { ($0.details as? CardRead)?.insertionEpoch != nil }
        for event in logged {
            switch event.details {
            case is SessionTakenUp: runsToCome -= 1
            case is IntentStated: openIntent = event.seq
            case is OutcomeReached: openIntent = nil
            default: break
            }
            if let count = event.decision?.readers { readers = Int(clamping: count) }
            let base = Int64(runsToCome) << 40
            guard let time = event.time, let what = Event.What(event, epochsFrom: base, hasEpochs: hasEpochs) else {
                continue
            }
            events.append(Event(time: time, what: what))
        }
        addWhereTheHolderIs()
    }

    /// Programs up to 0.1.0 didn't ask where the holder is: whoever's card was at the desk was there, or the session ended.
    /// Today it is the first question, and what was answered leads nowhere without it.
    private mutating func addWhereTheHolderIs() {
        let key = QuestionKey.own(.reach).rawValue
        let isAsked = holderCardIsHere && !cardIsOwn && [.unlock, .renew, .email].contains(workflow)
        guard isAsked, !events.contains(where: { $0.isAnswer(to: key) }) else { return }
        // Before any answer nothing is missing.
        guard let first = events.firstIndex(where: { $0.isAnswer(to: nil) }) else { return }
        events.insert(Event(time: startedAt, what: .answered(key: key, scope: 0, "here")), at: first)
    }
}

extension LoggedSession.Event {
    /// - Parameter key: nil for an answer to any question.
    fileprivate func isAnswer(to key: String?) -> Bool {
        guard case .answered(let answered, _, _) = what else { return false }
        return key.map { $0 == answered } ?? true
    }
}

extension LoggedSession.Event.What {
    init?(_ event: LoggedEvent, epochsFrom base: Int64, hasEpochs: Bool) {
        switch event.details {
        case let read as CardRead:
            guard let role = read.role.flatMap(CardRole.init) else { return nil }
            self = .read(role, CardReport(read, in: event, epochsFrom: base), isLook: read.isLook)
        case let answered as FactAnswered:
            guard let key = answered.key else { return nil }
            var scope = answered.scope
            if scope > 0 || !hasEpochs, key == "cim.loggedIn" || key == "holder.confirmed" { scope += base }
            self = .answered(key: key, scope: Int(clamping: scope), answered.value)
        case let withdrawn as FactWithdrawn:
            guard let key = withdrawn.key else { return nil }
            self = .withdrawn(key: key)
        case is IntentStated:
            guard let route = event.route.flatMap(Route.init) else { return nil }
            self = .intent(route)
        case let reached as OutcomeReached:
            guard let outcome = event.outcomeText.flatMap(SessionOutcome.init) else { return nil }
            self = .outcome(
                outcome, Evidence(steps: reached.steps, errorCode: reached.errorCode, reason: reached.reason))
        case is SessionTakenUp: self = .takenUp
        default: return nil
        }
    }
}

extension CardReport {
    /// As far as the log has it: enough to know the card again, and to see later what has changed on it.
    fileprivate init(_ read: CardRead, in event: LoggedEvent, epochsFrom base: Int64) {
        let uuid = read.uuid.flatMap { SmartcardUUID($0) }
        self.init(
            reader: .init(name: event.readers.first ?? "", index: 0),
            atr: event.card?.atr.flatMap { [UInt8](hexadecimal: $0) } ?? [],
            insertionEpoch: UInt64((read.insertionEpoch ?? 0) + base), uuid: uuid.map { Sourced($0, source: .piv) })
        passcode = PasscodeState(
            state: read.lock.flatMap(PasscodeState.State.init) ?? .unknown,
            triesLeft: read.triesLeft.map { Int(clamping: $0) }, source: .piv)
        certificates = (event.card?.certificatesBefore ?? []).compactMap { certificate in
            guard let use = CertificateSummary.Use(rawValue: certificate.use) else { return nil }
            return CertificateSummary(
                use: use, subject: "", issuer: "", serialNumber: certificate.serialNumber, notBefore: nil,
                notAfter: certificate.notAfter, uuids: uuid.map { [$0] } ?? [], isNHS: use != .other, source: .piv)
        }
        if let expires = event.expiresAt, let now = event.time { renewal = RenewalState(expiresAt: expires, now: now) }
        problems = read.problems.map { CardProblem(CardProblem.Code(rawValue: $0), "") }
    }
}
