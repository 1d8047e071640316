/// The thread behind one iteration of events: waits, looks, compares, tells; and finds the service again.
final class ReaderMonitor: Sendable {
    /// How long one wait in C lasts. Also the longest time that something stays unseen when C misses it: a reader that
    /// comes between the list and the wait, a card that becomes "in use" (pcsc-lite wakes for neither).
    static let slice = Duration.milliseconds(1_500)
    /// How long the service may take over an answer before it counts as lost. A mute card takes 0.4 s a look.
    private static let patience = Duration.seconds(5)
    /// How often a cancel is repeated.
    private static let cancelInterval = Duration.milliseconds(2)

    private let service: PCSCService
    private let teller: EventTeller
    private let life = Guarded(Life())

    private struct Life {
        var isStopped = false
        var hasEnded = false
        /// The context of the wait in C that runs now.
        var waiting: Context?
    }

    init(service: PCSCService, tell: @escaping @Sendable (ReaderEvent) -> Void) {
        self.service = service
        teller = EventTeller(tell: tell)
    }

    private var isStopped: Bool { life.withLock { $0.isStopped } }

    /// Runs until stopped. Blocks.
    func run() {
        var failures = 0
        while !isStopped {
            do throws(PCSCError) {
                try follow { failures = 0 }
            } catch {
                teller.lost(error)
                pause(Self.backOff(after: error, failures: failures))
                failures += 1
            }
        }
        life.update { $0.hasEnded = true }
    }

    /// Ends the thread as soon as possible; returns at once.
    ///
    /// A cancel only reaches a wait that is already blocking, so it is repeated until the thread has ended. On a thread
    /// of its own: with a hung service `SCardCancel` blocks too.
    func stop() {
        let isFirst = life.update { life in
            defer { life.isStopped = true }
            return !life.isStopped
        }
        guard isFirst else { return }
        let life = life
        _ = service.threads.start {
            while true {
                if let waiting = life.withLock({ $0.waiting }) { waiting.cancel() }
                let hasEnded: Void? = life.wait(until: Deadline(in: Self.cancelInterval)) { $0.hasEnded ? () : nil }
                if hasEnded != nil { return }
            }
        }
    }

    // MARK: On the thread

    /// Follows one run of the service to its end, which is an error.
    private func follow(whenReached: () -> Void) throws(PCSCError) {
        let (incarnation, context) = try watched(.establishContext) { () throws(PCSCError) in try reach() }
        defer { context.release() }
        do throws(PCSCError) {
            var look = try look(incarnation, context)
            var book = ReaderBook()
            book.open(with: look.readers.map { look.own.contains($0.name) ? $0.keepingUse(of: nil) : $0 })
            whenReached()
            _ = teller.found(book.readers)
            var wait = ReaderWait()
            while !isStopped {
                let isHint = try self.wait(&wait, for: look.states, context)
                if isStopped { return }
                let last = look
                look = try self.look(incarnation, context)
                let events = book.update(to: look.readers, own: look.own)
                // After a look that took so long that the service counted as lost, the snapshot says it all.
                if !teller.found(book.readers) { teller.tell(events) }
                let isBusy = wait.note(isHint: isHint, isChange: look.states != last.states)
                if isBusy { pause(look.states.isEmpty ? .seconds(1) : .milliseconds(100)) }
            }
        } catch {
            service.drop(incarnation)
            throw error
        }
    }

    /// A context for waiting, of the same run of the service as the incarnation.
    private func reach() throws(PCSCError) -> (Incarnation, Context) {
        let incarnation = try service.currentIncarnation()
        do throws(PCSCError) {
            let context = try Context(functions: service.functions, policy: service.policy, threads: service.threads)
            // The service may have been restarted between the two.
            guard incarnation.isAlive() else { throw PCSCError(.noService, .establishContext) }
            return (incarnation, context)
        } catch {
            service.drop(incarnation)
            throw error
        }
    }

    private struct Look {
        let states: [ReaderState]
        let readers: [ReaderSnapshot]
        /// Readers that this process had a session with before or after.
        let own: Set<ReaderName>
    }

    private func look(_ incarnation: Incarnation, _ context: Context) throws(PCSCError) -> Look {
        try watched(.getStatusChange) { () throws(PCSCError) in
            let own = service.locks.current
            let states = try context.snapshot()
            return Look(
                states: states, readers: service.snapshots(of: states, incarnation),
                own: own.union(service.locks.current))
        }
    }

    /// Whether something may have changed.
    private func wait(
        _ wait: inout ReaderWait, for states: [ReaderState], _ context: Context
    ) throws(PCSCError) -> Bool {
        let mayWait = life.withLock { life in
            if !life.isStopped { life.waiting = context }
            return !life.isStopped
        }
        guard mayWait else { return false }
        defer { life.withLock { $0.waiting = nil } }
        do throws(PCSCError) {
            return try watched(.getStatusChange) { () throws(PCSCError) in
                try context.wait(for: states, &wait, timeout: Self.slice)
            }
        } catch {
            switch error.code {
            case .cancelled, .unknownReader: return true
            default: throw error
            }
        }
    }

    /// Counts the service as lost when it takes too long, and goes on waiting for it: C can't be interrupted.
    private func watched<Value>(
        _ operation: PCSCError.Operation, _ work: () throws(PCSCError) -> Value
    ) throws(PCSCError) -> Value {
        let deadline = Deadline(in: Self.patience + Self.slice)
        let watchdog = service.threads.watchdog
        let teller = teller
        let ticket = watchdog.schedule(deadline) { teller.lost(PCSCError(.deadlineExceeded, operation)) }
        defer { if let ticket { watchdog.unschedule(ticket) } }
        return try work()
    }

    private func pause(_ duration: Duration) {
        _ = life.wait(until: Deadline(in: duration)) { $0.isStopped ? () : nil }
    }

    /// How long to leave the service alone: a look every fifth of a second is cheap; a service that says no writes each
    /// attempt into the journal (PCSC 229). But one that dies hangs up on whoever has just called, which looks like a
    /// refusal, so a few refusals are none.
    private static func backOff(after error: PCSCError, failures: Int) -> Duration {
        let isRefused = error.category == .permission || error.code == .serviceStopped
        return isRefused && failures >= 5 ? .seconds(3) : .milliseconds(min(20 << min(failures, 4), 200))
    }
}
