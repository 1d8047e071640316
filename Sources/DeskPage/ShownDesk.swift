import AuditLog
import CardIdentity
import DeskSession
import Foundation
import Handbook
import Instants
import JSON
import PCSC
import PageFoundation
import Preflight
import VirtualCards
import Workplace

/// The desk behind the page: its readers, the session that is going on, and what stands in the way. One for the work, and one
/// for each practice.
actor ShownDesk {
    /// The session that a view is about.
    struct Current: Sendable {
        var id: String
        var workflow: Workflow
        var shown: ShownSession
        var number: Int
    }

    let workplace: Workplace
    let hub: EventHub
    /// What addresses begin with: nothing, or `/practice`.
    let base: String
    /// The scenario that is practised.
    let practice: String?
    /// Tells this desk's forms from a practice's, and one practice's from the next one's.
    let name: String
    /// Whom to turn to; the site's file is read once.
    let calls: RouteCalls
    private let service: PCSCService
    private let keepTicket: @Sendable (SessionReceipt) -> Void
    /// Wall time since 1970, for who measures how soon a page shows what happened.
    private let milliseconds: @Sendable () -> Int64

    private(set) var present = PresentReaders()
    /// What was read of the cards that are in, by the insertion that it was read in.
    private var reports: [UInt64: (role: CardRole?, report: CardReport)] = [:]
    private(set) var current: Current?
    private var running: Task<Void, Never>?
    private var count = 0
    private var isBeginning = false
    private(set) var checks: PreflightReport?
    private var checkedAt: ContinuousClock.Instant?
    /// The folder of a log that goes with the desk.
    private let temporary: String?

    /// - Parameters:
    ///   - hub: who is told of readers and of the session.
    ///   - keepTicket: keeps a ticket's text where people look for it.
    /// - Throws: `WorkplaceError`, where a simulated desk can't have a log of its own.
    init(
        _ workplace: Workplace, hub: EventHub, base: String = "", practice: String? = nil, name: String = "desk",
        keepTicket: @escaping @Sendable (SessionReceipt) -> Void = { _ in },
        milliseconds: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }
    ) throws(WorkplaceError) {
        temporary = try workplace.temporaryLogFolder()
        self.workplace = temporary.map { workplace.keepingLog(at: $0 + "/audit.sqlite") } ?? workplace
        self.hub = hub
        self.base = base
        self.practice = practice
        self.name = name
        self.keepTicket = keepTicket
        self.milliseconds = milliseconds
        calls = workplace.routeCalls()
        service = workplace.service()
    }

    // MARK: Readers

    /// Follows the readers until the task is cancelled.
    func follow() async {
        for await event in service.events() {
            present.take(event)
            let epochs = Set(present.readers.compactMap { $0.insertion?.epoch })
            reports = reports.filter { epochs.contains($0.key) }
            noteCardsTakenOut()
            hub.tell(PageEvent(name: "readers", data: readersObject), .newest)
        }
    }

    private func noteCardsTakenOut() {
        guard let shown = current?.shown else { return }
        let full = Set(present.readers.filter { $0.insertion != nil }.map { "\($0.name)" })
        let empty = shown.standing.cardsLeft.filter { !full.contains($0) }
        if !empty.isEmpty { shown.areEmpty(empty) }
    }

    /// As `ra readers --json`, with the time.
    var readersObject: String {
        let epochs = present.readers.map { $0.insertion.map { Int($0.epoch) } }
        let object: JSONValue = [
            "schemaVersion": 1, "at": .string(UTCInstant.rfc3339(milliseconds: milliseconds())),
            "readers": .array(ReaderDocument.entries(workplace.attached(present.readers), epochs: epochs)),
            "trouble": .optional(present.trouble),
        ]
        return (try? object.line()) ?? "{}"
    }

    /// What is known of the card in a reader, from this insertion.
    func report(of reader: ReaderSnapshot) -> (role: CardRole?, report: CardReport)? {
        reader.insertion.flatMap { reports[$0.epoch] }
    }

    /// Whose card is this? Nothing is sent to a card that another program uses, nor while a session is going on.
    func examine(epoch: UInt64) async {
        guard !isGoingOn,
            let reader = present.readers.first(where: { $0.insertion?.epoch == epoch }), reader.condition == .present,
            let report = try? await workplace.examiner(of: service).examine(reader)
        else { return }
        reports[epoch] = (nil, report)
    }

    // MARK: Readiness

    /// What the workstation is ready for. Looked at anew where the last look is older than half a minute.
    ///
    /// - Parameter isFresh: now, whatever was seen before.
    func readiness(isFresh: Bool = false) async -> PreflightReport {
        if !isFresh, let checks, let checkedAt, ContinuousClock.now - checkedAt < .seconds(30) { return checks }
        let report = await Preflight.withoutCards.run(on: workplace.freshWorkstation()).said(by: \.spoken)
        checks = report
        checkedAt = .now
        return report
    }

    // MARK: The session

    /// Begins a session, or goes on with one.
    ///
    /// - Throws: `WorkplaceError`: the card service is away, the log can't be written, somebody is at the desk.
    func begin(_ job: SessionJob) async throws(WorkplaceError) {
        // Pressed twice, or in two tabs: they come to the same session.
        guard !isGoingOn, !isBeginning else { return }
        isBeginning = true
        defer { isBeginning = false }
        await endWaiting()
        let settings = try workplace.settings(for: job)
        _ = try workplace.readers()
        let log = try await workplace.openAuditLog()
        // A practice doesn't hold the desk.
        let lock = practice == nil ? try workplace.takeDesk(for: log, from: "page") : nil
        let host = workplace.session(job, settings: settings, in: log, service: service)
        if job.logged == nil {
            _ = try await workplace.preflight(for: job, session: host.session, in: log)
        }
        count += 1
        hub.forgetKept()
        let hub = hub
        let shown = ShownSession(
            takingUp: job.logged,
            tell: { object in
                guard let line = try? object.line() else { return }
                hub.tell(PageEvent(name: "session", data: line), .kept)
            },
            learn: { lock?.note(operator: $0) }, over: { lock?.letGo() }, keep: keepTicket)
        current = Current(id: host.session, workflow: job.workflow, shown: shown, number: count)
        let frontEnd: any SessionFrontEnd =
            if let scenario = workplace.scenario { ScenarioFrontEnd(shown, scenario) } else { shown }
        running = Task {
            do {
                _ = try await host.run(showing: frontEnd) { .interrupted }
            } catch {
                shown.fail("\(error)")
            }
        }
        let version = shown.version
        await shown.settle(after: version - 1)
    }

    var isGoingOn: Bool { current?.shown.standing.isGoingOn ?? false }

    /// Nobody waits any longer for cards that are still in after the session before.
    private func endWaiting() async {
        current?.shown.acknowledge()
        await running?.value
        running = nil
    }

    /// Notes what the session has read, for the list of readers.
    func noteReports() {
        for card in current?.shown.standing.cards ?? [] {
            if let report = card.report, let epoch = report.insertionEpoch { reports[epoch] = (card.role, report) }
        }
    }

    /// Lays a session aside that is going on, and waits until that is recorded.
    func close() async {
        running?.cancel()
        await running?.value
        running = nil
        workplace.scenario?.stop()
        if let temporary { try? FileManager.default.removeItem(atPath: temporary) }
    }
}
