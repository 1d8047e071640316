import AuditLog
import Instants
import WorkstationSettings

/// What came of a push.
public struct PushReport: Hashable, Sendable {
    public var origin: String
    public var end: PushEnd
    /// The number of events that the collector is known to hold now.
    public var acknowledged: Int64
    /// The number of events that were to be with it.
    public var size: Int64
    /// How many requests were made, and how many events they brought.
    public var requests: Int
    public var events: Int64
    /// The collector had been put back to an older state.
    public var rolledBack: Bool
    /// The newest checkpoint of this push with the cosignature.
    public var cosigned: Checkpoint?
}

/// Sends a collector what it doesn't hold of a log, and keeps what it answers.
public struct Push: Sendable {
    let log: AuditLog
    let reader: LogReader
    let url: CollectorURL
    let key: VerifierKey
    let ask: HTTPCarrier
    let now: @Sendable () -> UTCInstant

    /// - Parameters:
    ///   - log: the log, open to be signed.
    ///   - reader: the same log.
    ///   - url: where the collector is.
    ///   - key: its witness's.
    ///   - ask: carries a request.
    ///   - now: wall time.
    public init(
        of log: AuditLog, _ reader: LogReader, to url: CollectorURL, key: VerifierKey,
        asking ask: @escaping HTTPCarrier,
        now: @escaping @Sendable () -> UTCInstant
    ) {
        self.log = log
        self.reader = reader
        self.url = url
        self.key = key
        self.ask = ask
        self.now = now
    }

    /// Pushes all events that the log has now. At least one request is made, so that the collector knows of the desk.
    ///
    /// Waits for a push of the same log that another process makes. Cancelling ends it between two requests.
    ///
    /// - Throws: `AuditLogError`, `CancellationError`.
    public func run() async throws -> PushReport {
        let lock = try await Self.lock(log.path)
        defer { withExtendedLifetime(lock) {} }
        // The newest checkpoint is kept in the log, as a session's is.
        let newest = try await log.checkpoint()
        var plan = PushPlan(record: try await reader.standing(of: key).record, size: newest.size)
        var report = PushReport(
            origin: log.origin, end: .taken, acknowledged: plan.old, size: newest.size, requests: 0, events: 0,
            rolledBack: false)
        while true {
            try Task.checkCancellation()
            let (body, answer) = try await send(plan)
            report.requests += 1
            let (old, end) = (plan.old, body.events.end)
            let step = plan.take(answer, to: end, size: try await reader.size())
            switch answer {
            case .cosigned(let checkpoint):
                report.cosigned = checkpoint
                try await keep(checkpoint, plan, &report, old: old)
            case .taken: try await keep(nil, plan, &report, old: old)
            default: break
            }
            switch step {
            case .send: continue
            case .recordRollback(let cosigned, let held):
                report.rolledBack = true
                try await recordRollback(cosigned: cosigned, held: held)
            case .end(let ending):
                report.end = ending
                (report.acknowledged, report.size) = (plan.old, plan.target)
                if case .fork(let reason, let held) = ending {
                    try await ForkRecorder(log: log, reader: reader, key: key).record(
                        reason, old: old, size: end, held: held)
                }
                return report
            }
        }
    }

    /// Polls: another process may hold it for as long as its collector takes to answer.
    private static func lock(_ path: String) async throws -> PushLock {
        while true {
            if let lock = try PushLock.take(besides: path) { return lock }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func send(_ plan: PushPlan) async throws -> (EntriesBody, PushAnswer) {
        let events = try await reader.events(
            after: plan.old, upTo: plan.target, count: EntriesBody.Bound.events,
            bytes: EntriesBody.Bound.bytes - EntriesBody.Bound.headBytes)
        let body = EntriesBody(
            events: events, oldRoot: try await reader.root(size: plan.old),
            proof: try await reader.consistency(from: plan.old, to: events.end),
            checkpoint: try await log.checkpoint(over: events.end))
        let address = url.appending("/v1/logs/\(LogAddress.hexadecimal(log.origin))/entries")
        do throws(NoReply) {
            let reply = try await ask(HTTPQuestion(.post, address, body: body.bytes))
            return (body, PushAnswer(reply, to: body.checkpoint, key: key))
        } catch {
            return (body, .away("No answer came: \(error.reason)."))
        }
    }

    /// The time of a push is when nothing was left to be sent.
    private func keep(_ cosigned: Checkpoint?, _ plan: PushPlan, _ report: inout PushReport, old: Int64) async throws {
        report.events += plan.old - old
        try await log.keepPush(
            cosigned, acknowledged: plan.old, by: key, at: plan.old >= plan.target ? now() : nil)
    }

    private func recordRollback(cosigned: Int64, held: Int64) async throws {
        try await log.append(
            AuditEvent(CollectorRolledBack(collector: key.nameInEvents, cosigned: cosigned, held: held)))
        // So that it isn't said again by a push that goes on from here.
        try await log.keepPush(nil, acknowledged: held, by: key, at: nil)
    }

}
