import AuditLog
import CardIdentity
import Handbook
import ISO7816
import Instants
import JSON

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

    /// - Parameter logged: what a session that is taken up again had stored.
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
        if record.isAwaited {
            event.details["operatorSource"] = .optional(record.operatorOrigin?.rawValue)
            event.details["subjectSource"] = .optional(record.subjectOrigin?.rawValue)
        }
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
            return AuditEvent(
                .sessionStarted,
                details: ["cardIsOwn": .bool(cardIsOwn), "holderCardIsHere": .bool(holderCardIsHere)])
        case .takenUp: return AuditEvent(.sessionTakenUp)
        case .cardRead(let role, let report, let isLook): return AuditSessionLog.read(report, role, isLook)
        case .factAnswered(let key, let scope, let value):
            return AuditEvent(
                .factAnswered,
                details: [
                    "key": .string(key), "value": value, "source": "operator", "scope": .integer(Int64(scope)),
                ])
        case .factWithdrawn(let key):
            return AuditEvent(.factWithdrawn, details: ["key": .string(key)])
        case .decided(let decision, let facts, let origins):
            let sources = origins.map { ($0.key.rawValue, JSONValue.string($0.value.rawValue)) }
            return AuditEvent(
                .decisionTaken, action: decision.workflow.rawValue, decision: DecisionRecord(decision, facts),
                details: ["sources": .object(Dictionary(uniqueKeysWithValues: sources))])
        case .intent(let act):
            return AuditEvent(.intent, action: act.workflow.rawValue, details: ["route": .string(act.route.rawValue)])
        case .guardRaised(let code):
            return AuditEvent(.refusal, details: ["guard": .string(code.rawValue)])
        case .guardCleared(let code):
            return AuditEvent(.sessionResumed, details: ["guard": .string(code.rawValue)])
        case .refused(let reason):
            return AuditEvent(.refusal, outcome: .refused, details: ["reason": .string(reason)])
        case .outcome(let act, let outcome, let evidence):
            return AuditSessionLog.outcome(act, outcome, evidence)
        case .cardsLeft(let readers): return AuditEvent(.cardsLeft, readers: readers)
        case .laidAside(let reason):
            return AuditEvent(.sessionLaidAside, details: ["reason": .string(reason)])
        case .ended(let outcome, let reason, let followUp):
            // An outcome that closes an intent stands in its own event.
            return AuditEvent(
                .sessionEnded, outcome: hasOutcome ? nil : EventOutcome(outcome),
                details: [
                    "outcome": .string(outcome.rawValue), "reason": .optional(reason),
                    "followUp": .array(followUp.map(JSONValue.string)),
                ])
        }
    }

    private static func read(_ report: CardReport, _ role: CardRole, _ isLook: Bool) -> AuditEvent {
        AuditEvent(
            .cardRead,
            card: CardRecord(
                atr: report.atr.hexadecimal, series: report.series?.value,
                certificatesBefore: report.certificates.map(CertificateRecord.init)),
            readers: [report.reader.name],
            details: [
                "role": .string(role.rawValue), "isLook": .bool(isLook),
                "insertionEpoch": .optional(report.insertionEpoch.map { Int(clamping: $0) }),
                "source": .string(FactOrigin.card.rawValue),
                "seriesSource": .optional(report.series?.source.origin.rawValue),
                "uuid": .optional(report.uuid?.value.digits),
                "uuidSource": .optional(report.uuid?.source.origin.rawValue),
                "uuidReadBy": .optional(report.uuid?.source.rawValue),
                "lock": .string(report.passcode.state.rawValue), "triesLeft": .optional(report.passcode.triesLeft),
                "apduCount": .integer(Int64(report.apduCount)),
                "problems": .array(report.problems.map { .string($0.code.rawValue) }),
            ])
    }

    private static func outcome(_ act: Act, _ outcome: SessionOutcome, _ evidence: Evidence) -> AuditEvent {
        let last = evidence.after ?? evidence.before
        return AuditEvent(
            .outcome, action: act.workflow.rawValue, outcome: EventOutcome(outcome),
            card: last.map { report in
                CardRecord(
                    atr: report.atr.hexadecimal, series: report.series?.value,
                    certificatesBefore: evidence.before?.certificates.map(CertificateRecord.init),
                    certificatesAfter: evidence.after?.certificates.map(CertificateRecord.init))
            },
            readers: last.map { [$0.reader.name] } ?? [],
            details: [
                "seriesSource": .optional(last?.series?.source.origin.rawValue),
                "route": .string(act.route.rawValue), "steps": .array(evidence.steps.map(JSONValue.string)),
                "errorCode": .optional(evidence.errorCode), "reason": .optional(evidence.reason),
                "lockBefore": .optional(evidence.before?.passcode.state.rawValue),
                "lockAfter": .optional(evidence.after?.passcode.state.rawValue),
            ])
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
