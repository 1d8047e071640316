import CardIdentity
import Handbook
import Instants
import JSON
import WorkstationSettings

@testable import DeskSession

/// A card as the driver's desk has it: what a reading of it would say.
struct DeskCard: Hashable {
    var uuid: String? = nil
    var triesLeft: Int? = 3
    /// Days from the driver's clock until the certificates expire; nil for none.
    var daysLeft: Int? = 400
    var serials = ["0A", "0B"]
    var atr: [UInt8] = [0x3B, 0x80]
    var isMute = false
    var problem: CardProblem.Code?

    static let `operator` = DeskCard(uuid: "000000000100")
    static let holder = DeskCard(uuid: "000123456789", triesLeft: 0)

    mutating func unlock() { triesLeft = 3 }

    mutating func renew() {
        daysLeft = 1095
        serials = ["0C", "0D"]
    }

    func report(in reader: String, epoch: UInt64, now: UTCInstant) -> CardReport {
        var report = CardReport(
            reader: .init(name: reader, index: 0), atr: atr, insertionEpoch: epoch,
            uuid: uuid.flatMap { SmartcardUUID($0) }.map { Sourced($0, source: .piv) })
        if let triesLeft, uuid != nil {
            report.passcode = PasscodeState(
                state: triesLeft == 0 ? .locked : .usable, triesLeft: triesLeft, source: .piv)
        }
        if let daysLeft, let uuid {
            let notAfter = now.adding(seconds: Int64(daysLeft) * UTCInstant.secondsPerDay)
            report.certificates = serials.map { serial in
                CertificateSummary(
                    use: .authentication, subject: "CN=\(uuid)", issuer: "O=nhs", serialNumber: serial,
                    notBefore: now.adding(seconds: -86_400), notAfter: notAfter,
                    uuids: SmartcardUUID(uuid).map { [$0] } ?? [],
                    isNHS: true, source: .piv)
            }
            report.renewal = RenewalState(expiresAt: notAfter, now: now)
        }
        if let problem { report.problems = [CardProblem(problem, "A problem.")] }
        return report
    }
}

/// Drives a session as the loop does, without readers, clock or log, and keeps a short transcript of what came out.
struct SessionDriver {
    static let operatorReader = "Reader A"
    static let holderReader = "Reader B"

    var session: DeskSession
    /// One line an effect: `ask cim.loggedIn`, `guard cardChanged`, `record intent`.
    private(set) var transcript: [String] = []
    private(set) var messages: [String] = []
    private(set) var end: SessionEnd?
    private(set) var records: [SessionRecord] = []
    private(set) var questions: [Question] = []
    private(set) var rejections: [Rejection] = []
    /// What is known of each code that was answered.
    private(set) var troubles: [ServiceError?] = []
    /// Epochs of insertions that were read, by role.
    private(set) var readings: [(role: CardRole, reader: String, epoch: UInt64)] = []
    var cards: [String: (card: DeskCard, epoch: UInt64)] = [:]
    private var epoch: UInt64 = 0
    private(set) var seconds: Int64 = 0
    /// The log can't be written from now on.
    var logIsBroken = false
    private let start = UTCInstant(rfc3339: "2026-11-21T22:00:00Z") ?? UTCInstant(secondsSince1970: 0)

    init(
        _ workflow: Workflow = .unlock, cim: CIMPlace? = .sameComputer, facts change: (inout Facts) -> Void = { _ in },
        readers: [DeskReader] = [DeskReader(name: operatorReader), DeskReader(name: holderReader)],
        reach: String? = "here", holderCardIsHere: Bool = true, cardIsOwn: Bool = false,
        operators: [String: OperatorSettings] = [:]
    ) {
        var facts = Facts()
        facts.operator.role = .shiftManager
        facts.workstation.site = Site.osprey
        facts.workstation.designated = true
        change(&facts)
        var settings = SessionSettings(
            workflow: workflow, cim: cim, facts: facts, holderCardIsHere: holderCardIsHere, cardIsOwn: cardIsOwn)
        settings.operators = operators
        session = DeskSession(settings: settings, now: Moment(wall: start, elapsed: .zero))
        send(.desk(readers, []))
        if let reach, lastQuestion == "holder.reach" { answer(.string(reach)) }
    }

    var now: UTCInstant { start.adding(seconds: seconds) }
    var outcome: SessionOutcome? { end?.outcome }
    /// The question that waits for an answer, by the transcript's last word.
    var lastQuestion: String? { questions.last?.key }

    /// The question that waits for an answer now.
    var standing: Question? { end == nil && !session.shown.isSuspended ? session.shown.question : nil }

    mutating func send(_ event: SessionEvent) {
        for effect in session.handle(event, at: Moment(wall: now, elapsed: .seconds(seconds))) { carryOut(effect) }
    }

    private mutating func carryOut(_ effect: SessionEffect) {
        if let line = SessionDriver.line(effect) { transcript.append(line) }
        switch effect {
        case .say(let message): messages.append(message.text)
        case .wait(let wait): messages.append(wait.text)
        case .raised(let raised): messages.append(raised.text)
        case .ask(let question): questions.append(question)
        case .rejected(let rejection): rejections.append(rejection)
        case .trouble(_, let known): troubles.append(known)
        case .read(let reader, let epoch, let role):
            readings.append((role, reader, epoch))
            let there = cards[reader].flatMap { $0.epoch == epoch ? $0.card : nil }
            let report =
                there?.report(in: reader, epoch: epoch, now: start)
                ?? CardReport(reader: .init(name: reader, index: 0), atr: [], problems: [CardProblem(.cardLost, "")])
            send(.report(report, reader: reader, epoch: epoch))
        case .record(let record):
            records.append(record)
            if logIsBroken {
                send(.recordFailed("The log can't be written."))
            } else if record.isAwaited {
                send(.recorded)
            }
        case .end(let end): self.end = end
        default: break
        }
    }

    mutating func insert(_ card: DeskCard, into reader: String) {
        epoch += 1
        cards[reader] = (card, epoch)
        send(.inserted(Insertion(reader: reader, epoch: epoch, atr: card.atr, isMute: card.isMute)))
    }

    @discardableResult
    mutating func remove(from reader: String) -> DeskCard? {
        guard let there = cards.removeValue(forKey: reader) else { return nil }
        send(.removed(reader: reader, epoch: there.epoch))
        return there.card
    }

    /// What CIM does to a card that is in.
    mutating func change(in reader: String, _ change: (inout DeskCard) -> Void) {
        guard var there = cards[reader] else { return }
        change(&there.card)
        cards[reader] = there
    }

    mutating func answer(_ value: JSONValue) {
        send(.answer(key: lastQuestion, value))
    }

    /// Answers whatever is asked, until something else is waited for.
    mutating func answerAll(_ answers: [String: JSONValue]) {
        var given = questions.count - 1
        while end == nil, questions.count > given, let question = questions.last,
            let value = answers[question.key] ?? (question.key == "decision.follow" ? true : nil)
        {
            given = questions.count
            send(.answer(key: question.key, value))
            if questions.count == given { return }
        }
    }

    /// Does every block of steps; before each is said to be done, CIM's work shows on the card.
    mutating func doSteps(butLast change: (inout SessionDriver) -> Void = { _ in }) {
        while end == nil, let first = questions.last?.steps.first, lastQuestion == "step.\(first.number)" {
            change(&self)
            let asked = questions.count
            answer("done")
            if questions.count == asked { return }
        }
    }

    /// A desk with these cards in from the beginning.
    mutating func sendDesk(_ there: [(reader: String, card: DeskCard)]) {
        for (reader, card) in there {
            epoch += 1
            cards[reader] = (card, epoch)
        }
        restoreService()
    }

    /// The service is back; every insertion has a new epoch.
    mutating func restoreService() {
        for reader in cards.keys {
            epoch += 1
            cards[reader]?.epoch = epoch
        }
        send(
            .desk(
                [DeskReader(name: SessionDriver.operatorReader), DeskReader(name: SessionDriver.holderReader)],
                cards.map { Insertion(reader: $0.key, epoch: $0.value.epoch, atr: $0.value.card.atr) }))
    }

    /// The program was killed; another takes the session up from what was recorded, at a desk with these cards.
    mutating func takeUp(with there: [(reader: String, card: DeskCard)]) throws {
        let logged = LoggedSession(
            session: "S", workflow: session.settings.workflow, cardIsOwn: session.settings.cardIsOwn,
            holderCardIsHere: session.settings.holderCardIsHere, startedAt: start, openIntent: nil, hasOutcome: false,
            events: records.compactMap(SessionDriver.logged), readers: 2)
        session = try DeskSession(
            settings: session.settings, takingUp: logged, now: Moment(wall: now, elapsed: .seconds(seconds)))
        cards = [:]
        transcript = []
        sendDesk(there)
    }

    private static func logged(_ record: SessionRecord) -> LoggedSession.Event? {
        // Epochs of the program before are in a range of their own.
        let base = 1 << 40
        let what: LoggedSession.Event.What
        switch record.kind {
        case .cardRead(let role, var report, let isLook):
            report.insertionEpoch? += UInt64(base)
            what = .read(role, report, isLook: isLook)
        case .factAnswered(let key, let scope, let value):
            let isOfInsertion = scope > 0 && ["cim.loggedIn", "holder.confirmed"].contains(key)
            what = .answered(key: key, scope: scope + (isOfInsertion ? base : 0), value)
        case .factWithdrawn(let key): what = .withdrawn(key: key)
        case .intent(let act): what = .intent(act.route)
        case .outcome(_, let outcome, let evidence): what = .outcome(outcome, evidence)
        case .takenUp: what = .takenUp
        default: return nil
        }
        return LoggedSession.Event(time: UTCInstant(secondsSince1970: 1_795_298_400), what: what)
    }

    /// Lets time pass, with a tick whenever one is due.
    mutating func wait(seconds count: Int64) {
        let until = seconds + count
        while end == nil, let due = session.nextTick, due <= .seconds(until) {
            seconds = max(seconds, due.components.seconds)
            send(.tick)
        }
        seconds = until
    }

    /// The operator's card in, logged in, the holder's card in.
    mutating func bothCards(
        operator own: DeskCard = .operator, holder: DeskCard = .holder, series: JSONValue? = 9
    ) {
        insert(own, into: SessionDriver.operatorReader)
        if lastQuestion == "cim.loggedIn" { answer(true) }
        if lastQuestion == "card.series", let series { answer(series) }
        insert(holder, into: SessionDriver.holderReader)
    }

    /// Something that doesn't work at a step, and no further try.
    mutating func fail(_ answer: JSONValue = "failed") {
        self.answer(answer)
        if lastQuestion?.hasSuffix(".trouble") == true { self.answer("giveUp") }
    }

    /// How an answer to a question was recorded.
    func recorded(_ key: String) -> [JSONValue] {
        records.compactMap { record in
            if case .factAnswered(key, _, let value) = record.kind { value } else { nil }
        }
    }

    mutating func clearTranscript() { transcript = [] }

    private static func line(_ effect: SessionEffect) -> String? {
        switch effect {
        case .say, .read: nil
        case .cardIsOwn: "cardIsOwn"
        case .card(let role, let movement, _, _, let uuid):
            "card \(role.rawValue) \(movement.rawValue) \(uuid ?? "-")"
        case .report(let role, _, _): "report \(role.rawValue)"
        case .decision(let decision): "decision \(decision.route.rawValue)"
        case .advise: "advise"
        case .wait(let wait): wait.code.map { "wait \($0.rawValue)" }
        case .changed(let key): "changed \(key)"
        case .trouble(let code, _): "trouble \(code)"
        case .idle(let minutes): "idle \(minutes)"
        case .raised(let raised): "guard \(raised.code.rawValue)"
        case .restored(let code): "restored \(code.rawValue)"
        case .ask(let question): "ask \(question.key)"
        case .rejected(let rejection): "rejected \(rejection.code.rawValue)"
        case .record(let record): line(record.kind)
        case .end(let end): "end \(end.outcome.rawValue)"
        }
    }

    private static func line(_ kind: SessionRecord.Kind) -> String? {
        switch kind {
        case .intent(let act): "record intent \(act.route.rawValue)"
        case .outcome(let act, let outcome, _): "record outcome \(act.route.rawValue) \(outcome.rawValue)"
        case .refused(let reason): "record refused \(reason)"
        case .ended(let outcome, _, _): "record ended \(outcome.rawValue)"
        case .laidAside(let reason): "record laidAside \(reason)"
        case .cardsLeft: "record cardsLeft"
        case .takenUp: "record takenUp"
        case .started, .cardRead, .factAnswered, .factWithdrawn, .decided, .guardRaised, .guardCleared: nil
        }
    }
}
