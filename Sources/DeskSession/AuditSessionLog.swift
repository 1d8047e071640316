import AuditLog
import CardIdentity
import Handbook
import ISO7816
import Instants

/// A session's events in the audit log.
public actor AuditSessionLog: SessionLog {
    private let log: AuditLog
    private let session: String
    private let workflow: String
    /// The intent that no outcome has closed.
    private var openIntent: Int64?
    private var hasOutcome = false

    /// The log's own thread.
    public nonisolated var executor: (any TaskExecutor)? { log.executor }

    /// - Parameters:
    ///   - log: the audit log that the events go to.
    ///   - session: the session's id, in every event.
    ///   - workflow: an event's action where its record has none.
    ///   - logged: what a session that is taken up again had stored; nil for a new one.
    public init(log: AuditLog, session: String, workflow: Workflow, takingUp logged: LoggedSession? = nil) {
        openIntent = logged?.openIntent
        hasOutcome = logged?.hasOutcome ?? false
        self.log = log
        self.session = session
        self.workflow = workflow.rawValue
    }

    public func append(_ record: SessionRecord) async throws {
        var event = event(for: record)
        event.session = session
        event.action = event.action ?? workflow
        event.operatorUUID = record.operatorUUID
        event.operatorRole = record.operatorRole?.rawValue
        event.subject = record.subjectUUID
        // A card that turns out to be another person's is found by that person's number.
        if case .cardRead(.holder, let report, _) = record.kind, let uuid = report.uuid {
            event.subject = uuid.value.digits
        }
        if case .outcome = record.kind { event.intent = openIntent }
        let stored = try await log.append(event)
        switch record.kind {
        case .intent: openIntent = stored.seq
        case .outcome:
            openIntent = nil
            hasOutcome = true
        default: break
        }
    }

    public func checkpoint() async throws -> String {
        try await log.checkpoint().code.description
    }

    private func event(for record: SessionRecord) -> AuditEvent {
        switch record.kind {
        case .started(_, let cardIsOwn, let holderCardIsHere):
            return AuditEvent(SessionStarted(cardIsOwn: cardIsOwn, holderCardIsHere: holderCardIsHere))
        case .takenUp: return AuditEvent(SessionTakenUp())
        case .cardRead(let role, let report, let isLook): return AuditSessionLog.read(report, role, isLook)
        case .factAnswered(let key, let scope, let value):
            return AuditEvent(FactAnswered(key: key, value: value, scope: Int64(scope)))
        case .factWithdrawn(let key): return AuditEvent(FactWithdrawn(key: key))
        case .decided(let decision, let facts, let origins):
            let sources = origins.map { ($0.key.rawValue, $0.value.rawValue) }
            return AuditEvent(
                DecisionTaken(sources: Dictionary(uniqueKeysWithValues: sources)),
                action: decision.workflow.rawValue, decision: DecisionRecord(decision, facts))
        case .intent(let act):
            return AuditEvent(
                IntentStated(
                    route: act.route.rawValue, operatorSource: record.operatorOrigin?.rawValue,
                    subjectSource: record.subjectOrigin?.rawValue),
                action: act.workflow.rawValue)
        case .guardRaised(let code): return AuditEvent(WorkRefused(guardCode: code.rawValue))
        case .guardCleared(let code): return AuditEvent(SessionResumed(guardCode: code.rawValue))
        case .refused(let reason): return AuditEvent(WorkRefused(reason: reason), outcome: .refused)
        case .outcome(let act, let outcome, let evidence):
            return AuditSessionLog.outcome(act, outcome, evidence, of: record)
        case .cardsLeft(let readers): return AuditEvent(CardsLeft(), readers: readers)
        case .laidAside(let reason): return AuditEvent(SessionLaidAside(reason: reason))
        case .ended(let outcome, let reason, let followUp):
            // An outcome that closes an intent stands in its own event.
            return AuditEvent(
                SessionEnded(outcome: outcome.rawValue, reason: reason, followUp: followUp),
                outcome: hasOutcome ? nil : EventOutcome(outcome))
        }
    }

    private static func read(_ report: CardReport, _ role: CardRole, _ isLook: Bool) -> AuditEvent {
        AuditEvent(
            CardRead(
                role: role.rawValue, isLook: isLook, insertionEpoch: report.insertionEpoch.map { Int64(clamping: $0) },
                source: FactOrigin.card.rawValue, seriesSource: report.series?.source.origin.rawValue,
                uuid: report.uuid?.value.digits, uuidSource: report.uuid?.source.origin.rawValue,
                uuidReadBy: report.uuid?.source.rawValue, lock: report.passcode.state.rawValue,
                triesLeft: report.passcode.triesLeft.map { Int64($0) }, apduCount: Int64(report.apduCount),
                problems: report.problems.map(\.code.rawValue)),
            card: CardRecord(
                atr: report.atr.hexadecimal, series: report.series?.value,
                certificatesBefore: report.certificates.map(CertificateRecord.init)),
            readers: [report.reader.name])
    }

    private static func outcome(
        _ act: Act, _ outcome: SessionOutcome, _ evidence: Evidence, of record: SessionRecord
    ) -> AuditEvent {
        let last = evidence.after ?? evidence.before
        return AuditEvent(
            OutcomeReached(
                route: act.route.rawValue, steps: evidence.steps, errorCode: evidence.errorCode,
                reason: evidence.reason, lockBefore: evidence.before?.passcode.state.rawValue,
                lockAfter: evidence.after?.passcode.state.rawValue,
                seriesSource: last?.series?.source.origin.rawValue,
                operatorSource: record.operatorOrigin?.rawValue, subjectSource: record.subjectOrigin?.rawValue),
            action: act.workflow.rawValue, outcome: EventOutcome(outcome),
            card: last.map { report in
                CardRecord(
                    atr: report.atr.hexadecimal, series: report.series?.value,
                    certificatesBefore: evidence.before?.certificates.map(CertificateRecord.init),
                    certificatesAfter: evidence.after?.certificates.map(CertificateRecord.init))
            },
            readers: last.map { [$0.reader.name] } ?? [])
    }
}

extension FactSource {
    /// In the log it counts who says it, not by which way the card was read.
    fileprivate var origin: FactOrigin {
        switch self {
        case .piv, .pkcs11: .card
        case .operator: .operator
        }
    }
}

extension CertificateRecord {
    init(_ certificate: CertificateSummary) {
        self.init(
            use: certificate.use.rawValue, serialNumber: certificate.serialNumber, notAfter: certificate.notAfter)
    }
}

extension EventOutcome {
    init(_ outcome: SessionOutcome) {
        self =
            switch outcome {
            case .verified: .verified
            case .confirmedByOperator: .confirmedByOperator
            case .failed: .failed
            case .abandoned: .abandoned
            case .refused: .refused
            case .advised: .advised
            case .notVerified: .notVerified
            case .laidAside: .laidAside
            }
    }
}

extension DecisionRecord {
    /// The facts must be redacted.
    init(_ decision: Decision, _ facts: Facts) {
        self.init(
            facts: facts.json, route: decision.route.rawValue, reasons: decision.reasons.map(\.rawValue),
            warnings: decision.warnings.map(\.rawValue), ruleSet: decision.ruleSet)
    }
}
