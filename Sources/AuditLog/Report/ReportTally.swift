import Instants

/// Counts events, one after the other in their order, and holds none of them: only what a session or an intent that
/// hasn't ended may still need.
public struct ReportTally: Sendable {
    private let month: CivilMonth
    private var eventCount = 0
    private var unreadableCount = 0
    private var real: Side
    private var practice: Side

    public init(month: CivilMonth) {
        self.month = month
        real = Side(month: month)
        practice = real
    }

    /// Takes an event of the month into account.
    public mutating func add(_ event: StoredEvent) {
        eventCount += 1
        guard let event = try? event.logged() else {
            unreadableCount += 1
            return
        }
        if event.isSimulated { practice.count(event) } else { real.count(event) }
    }

    /// - Parameters:
    ///   - now: when the report is made.
    ///   - origin: the log's name.
    ///   - open: the numbers of those of the month's intents that have no outcome to this day.
    public func report(at now: UTCInstant, origin: String, open: Set<Int64>) -> AuditReport {
        let (real, practice) = (real.figures(open: open), practice.figures(open: open))
        let isPractice = real.workCount == 0 && real.openIntents.isEmpty && practice.sessionCount > 0
        return AuditReport(
            month: month, at: now, origin: origin, eventCount: eventCount, unreadableCount: unreadableCount,
            figures: isPractice ? practice : real, isPractice: isPractice,
            practiceCount: isPractice ? 0 : practice.workCount)
    }
}

/// Real readers and cards, or simulated ones.
private struct Side {
    private let month: CivilMonth
    private var figures: AuditReport.Figures
    /// Those that haven't ended.
    private var sessions: [String: Session] = [:]
    /// Intents that no outcome has closed so far.
    private var pending: Set<Int64> = []

    private struct Session {
        /// Of the last decision.
        var isAssumed = false
        var readers: Int64?
        var hasBegun = false
    }

    init(month: CivilMonth) {
        self.month = month
        figures = AuditReport.Figures(days: month.days)
    }

    func figures(open: Set<Int64>) -> AuditReport.Figures {
        var figures = figures
        figures.openIntents = pending.intersection(open).sorted()
        return figures
    }

    mutating func count(_ event: LoggedEvent) {
        switch event.details {
        case is SessionStarted: figures.sessionCount += 1
        case is DecisionTaken:
            change(event) {
                $0.isAssumed = event.warnings.contains("assumed")
                $0.readers = event.decision?.readers
            }
        case is IntentStated:
            pending.insert(event.seq)
            let session = event.session.flatMap { sessions[$0] } ?? Session()
            if session.isAssumed { figures.assumedCount += 1 }
            if RouteNames.needTwoReaders.contains(event.route ?? ""), session.readers ?? 0 < 2 {
                figures.withoutSecondReaderCount += 1
            }
            change(event) { $0.hasBegun = true }
        case let outcome as OutcomeReached:
            if let intent = event.intent { pending.remove(intent) }
            // Somebody took an answer back, and it was decided anew: no work came to an end.
            if outcome.reason == OutcomeReached.corrected { figures.correctedCount += 1 } else { countWork(event) }
        case is SessionEnded:
            // It has an outcome of its own where no work has one.
            if event.outcomeText != nil { countWork(event) }
            if let session = event.session { sessions[session] = nil }
        case let refused as WorkRefused:
            if let stop = refused.guardCode {
                // A card that went and came before anything was begun is no stop.
                if event.session.flatMap({ sessions[$0] })?.hasBegun == true { figures.stops[stop, default: 0] += 1 }
            } else {
                figures.refusals[refused.reason ?? "?", default: 0] += 1
            }
        case let details?:
            if type(of: details).isChange { figures.changes[type(of: details).code.rawValue, default: 0] += 1 }
        case nil: break
        }
    }

    private mutating func change(_ event: LoggedEvent, _ body: (inout Session) -> Void) {
        guard let session = event.session else { return }
        body(&sessions[session, default: Session()])
    }

    private mutating func countWork(_ event: LoggedEvent) {
        let work = AuditReport.Work(
            operatorUUID: event.operatorUUID, doer: doer(event), action: event.action ?? "?", route: event.route)
        figures.work[work, default: [:]][event.outcomeText ?? "?", default: 0] += 1
        guard let time = event.time else { return }
        let day = Int(LondonTime.date(time).daysSince1970 - month.first.daysSince1970)
        if figures.days.indices.contains(day) { figures.days[day] += 1 }
        if OutOfHours.contains(time) { figures.outOfHoursCount += 1 }
    }

    private func doer(_ event: LoggedEvent) -> AuditReport.Doer {
        if let uuid = event.operatorUUID, uuid == event.subject { return .ownCard }
        if RouteNames.holderAlone.contains(event.route ?? "") { return .holder }
        return event.outcome == .advised ? .advice : .operator
    }
}

/// Routes as events name them (handbook-rules §2). Which they are the handbook says; a test compares.
public enum RouteNames {
    /// The holder's own hands, at any computer.
    public static let holderAlone: Set = ["self-service-unlock", "self-renew"]
    /// The operator's card and the holder's at the same time.
    public static let needTwoReaders: Set = ["assisted-unlock", "assisted-renewal", "repair-card"]
}
