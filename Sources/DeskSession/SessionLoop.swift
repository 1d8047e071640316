import Instants

/// Connects a session to the readers, the front end, the clock and the log, and runs it to its end.
///
/// Events are handled one at a time, in the order in which they came; effects are carried out one at a time. An intent is
/// durable, with everything recorded before it, before anything after it is shown.
public struct SessionLoop: Sendable {
    public var session: String
    public var settings: SessionSettings
    public var desk: any SessionDesk
    public var frontEnd: any SessionFrontEnd
    public var log: any SessionLog
    /// Wall time. The monotonic clock is the system's.
    public var wallTime: @Sendable () -> UTCInstant
    /// What the log has of a session that is taken up again.
    public var logged: LoggedSession?
    /// What a cancellation means: the person stopped it, or the session is laid aside.
    public var cancellation: @Sendable () -> SessionEvent
    /// How long cards are waited for that stayed in after the end.
    public var patienceForCards: Duration

    public init(
        session: String, settings: SessionSettings, desk: any SessionDesk, frontEnd: any SessionFrontEnd,
        log: any SessionLog, wallTime: @escaping @Sendable () -> UTCInstant, logged: LoggedSession? = nil,
        cancellation: @escaping @Sendable () -> SessionEvent = { .interrupted },
        patienceForCards: Duration = .seconds(60)
    ) {
        self.session = session
        self.settings = settings
        self.desk = desk
        self.frontEnd = frontEnd
        self.log = log
        self.wallTime = wallTime
        self.logged = logged
        self.cancellation = cancellation
        self.patienceForCards = patienceForCards
    }

    /// Runs the session. Cancelling the task stops it or lays it aside: that is recorded, the cards are left alone, and the
    /// receipt comes back as at any other end.
    ///
    /// - Throws: what the front end throws when nobody can be shown anything any more. The outcome is recorded then too.
    public func run() async throws -> SessionReceipt {
        let (events, continuation) = AsyncStream<SessionEvent>.makeStream()
        return try await withTaskCancellationHandler {
            // In a task of its own, because what is still to be recorded after a cancellation must not be cancelled.
            try await Task { try await run(events, feeding: continuation) }.value
        } onCancel: {
            continuation.yield(cancellation())
        }
    }

    private func run(
        _ events: AsyncStream<SessionEvent>, feeding continuation: AsyncStream<SessionEvent>.Continuation
    ) async throws -> SessionReceipt {
        let started = ContinuousClock.now
        let feeders = [
            Task { for await event in desk.events() { continuation.yield(event) } },
            Task { for await event in frontEnd.answers() { continuation.yield(event) } },
        ]
        defer { for feeder in feeders { feeder.cancel() } }

        let start = Moment(wall: wallTime(), elapsed: .zero)
        var machine =
            if let logged {
                try DeskSession(settings: settings, takingUp: logged, now: start)
            } else {
                DeskSession(settings: settings, now: start)
            }
        var trouble: (any Error)?
        var writing: Task<Void, any Error>?
        var timer: Task<Void, Never>?
        defer { timer?.cancel() }
        var incoming = events.makeAsyncIterator()
        // When nobody can answer any more, nobody is waited for after the end.
        var inputHasEnded = false
        while let event = await incoming.next() {
            if case .noMoreAnswers = event { inputHasEnded = true }
            var effects = machine.handle(event, at: moment(since: started))
            while !effects.isEmpty {
                let effect = effects.removeFirst()
                switch effect {
                case .read(let reader, let epoch, _):
                    Task {
                        continuation.yield(
                            .report(await desk.read(reader: reader, epoch: epoch), reader: reader, epoch: epoch))
                    }
                case .record(let record):
                    frontEnd.note(record)
                    // In order, one at a time. What is shown next doesn't wait for the disk, but for an intent, which
                    // has to be durable with all that came before it.
                    let write = Task(executorPreference: log.executor) { [log, previous = writing] in
                        try await previous?.value
                        try await log.append(record)
                    }
                    writing = write
                    guard record.isAwaited else { continue }
                    do {
                        try await write.value
                        effects += machine.handle(.recorded, at: moment(since: started))
                    } catch {
                        if machine.isOver, case .end(var end)? = effects.last {
                            end.wasNotRecorded("\(error)")
                            return try await close(end, trouble: trouble)
                        }
                        // Whatever was to follow is not shown: no log, no action.
                        effects = machine.handle(.recordFailed("\(error)"), at: moment(since: started))
                    }
                case .end(var end):
                    do { try await writing?.value } catch { end.wasNotRecorded("\(error)") }
                    timer?.cancel()
                    let receipt = try await close(end, trouble: trouble)
                    guard !inputHasEnded else { return receipt }
                    try await AfterTheEnd(loop: self, machine: machine).wait(on: &incoming, feeding: continuation)
                    return receipt
                default:
                    guard trouble == nil else { continue }
                    do {
                        try await frontEnd.show(effect)
                    } catch {
                        trouble = error
                        continuation.yield(.interrupted)
                    }
                }
            }
            do {
                if trouble == nil { try await frontEnd.settled() }
            } catch {
                trouble = error
                continuation.yield(.interrupted)
            }
            timer?.cancel()
            timer = machine.nextTick.map { due in
                Task {
                    guard (try? await Task.sleep(until: started + due, clock: .continuous)) != nil else { return }
                    continuation.yield(.tick)
                }
            }
        }
        return SessionReceipt(
            session: session, end: SessionEnd(route: nil, outcome: .abandoned, isRecorded: false), checkpoint: nil)
    }

    private func close(
        _ end: SessionEnd, trouble: (any Error)?
    ) async throws -> SessionReceipt {
        let checkpoint = end.isRecorded ? try? await log.checkpoint() : nil
        let receipt = SessionReceipt(session: session, end: end, checkpoint: checkpoint)
        if let trouble { throw trouble }
        try await frontEnd.show(receipt)
        return receipt
    }

    private func moment(since start: ContinuousClock.Instant) -> Moment {
        Moment(wall: wallTime(), elapsed: ContinuousClock.now - start)
    }
}
