import Synchronization

/// Tells a blocking call on its thread that nobody waits for it any more.
public final class CallStatus: Sendable {
    private let flag = Atomic(false)

    init() {}

    /// Whether the caller has given up: its deadline passed or its task was cancelled.
    public var isGivenUp: Bool { flag.load(ordering: .acquiring) }

    func giveUp() { flag.store(true, ordering: .releasing) }
}

extension WorkerThreads {
    /// Runs blocking work on a thread of its own and returns its value; the caller waits without blocking a thread.
    ///
    /// Most C calls of PC/SC can't be interrupted. When the deadline passes, or the task is cancelled, the caller goes
    /// on at once and the work is left to its thread. What the work returns late is let go there, on its thread; a
    /// value that has to be undone does that in its `deinit`, as ``Context`` and ``CardConnection`` do.
    ///
    /// - Parameters:
    ///   - operation: what to name in an error.
    ///   - deadline: counted from now, the start of the thread included. With none left, nothing is started.
    /// - Throws: ``PCSCError/Code/deadlineExceeded``, ``PCSCError/Code/cancelled``, ``PCSCError/Code/noThread``.
    func run<Value: Sendable>(
        _ operation: PCSCError.Operation, reader: ReaderName? = nil, deadline: Duration,
        _ work: @escaping @Sendable (CallStatus) -> Value
    ) async throws(PCSCError) -> Value {
        // The watchdog can be slower than the work: only this makes sure that nothing was done.
        guard deadline > .zero else { throw PCSCError(.deadlineExceeded, operation, reader: reader) }
        let call = BlockingCall()
        let outcome = Outcome<Value>()
        let failure = await run(call, operation, reader, deadline) {
            outcome.value = work(call.status)
        } undo: {
            outcome.value = nil
        }
        if let failure { throw failure }
        guard let value = outcome.value else { throw PCSCError(.cancelled, operation, reader: reader) }
        return value
    }

    // Not generic: what is, costs some microseconds of looking up types in each call.
    private func run(
        _ call: BlockingCall, _ operation: PCSCError.Operation, _ reader: ReaderName?, _ deadline: Duration,
        _ work: @escaping @Sendable () -> Void, undo: @escaping @Sendable () -> Void
    ) async -> PCSCError? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard call.begin(continuation) else { return }
                let hasStarted = start(work) {
                    // Where nobody waits, what came of it is let go here, on the thread that may block.
                    if !call.finish() { undo() }
                    // After the caller has been woken: it doesn't wait for this.
                    if let ticket = call.end() { self.watchdog.unschedule(ticket) }
                }
                guard hasStarted else { return call.giveUp(PCSCError(.noThread, operation, reader: reader)) }
                // While the thread wakes up.
                let ticket = watchdog.schedule(Deadline(in: deadline)) {
                    call.giveUp(PCSCError(.deadlineExceeded, operation, reader: reader))
                }
                guard let ticket else { return call.giveUp(PCSCError(.noThread, operation, reader: reader)) }
                if !call.keep(ticket) { watchdog.unschedule(ticket) }
            }
        } onCancel: {
            call.giveUp(PCSCError(.cancelled, operation, reader: reader))
        }
    }
}

/// What a call returns, on its way to the caller: written before the caller is resumed, read after.
private final class Outcome<Value: Sendable>: @unchecked Sendable {
    var value: Value?
}

/// One call: whoever comes first, its end or its being given up, resumes the caller.
private final class BlockingCall: Sendable {
    /// Is told why the call was given up, or nil when it has ended.
    typealias Caller = CheckedContinuation<PCSCError?, Never>

    private enum Phase {
        case new
        case running(Caller)
        case over(PCSCError?)
    }

    private struct State {
        var phase = Phase.new
        /// Whether the work has returned.
        var hasEnded = false
        var ticket: Watchdog.Ticket?
    }

    let status = CallStatus()
    private let state = Mutex(State())

    /// False when the call was given up before it began; the caller has been resumed then.
    func begin(_ caller: Caller) -> Bool {
        let early = state.withLock { state -> PCSCError? in
            if case .over(let error) = state.phase { return error }
            state.phase = .running(caller)
            return nil
        }
        guard let early else { return true }
        caller.resume(returning: early)
        return false
    }

    /// False when the work has returned already.
    func keep(_ ticket: Watchdog.Ticket) -> Bool {
        state.withLock { state in
            if !state.hasEnded { state.ticket = ticket }
            return !state.hasEnded
        }
    }

    /// False when the call was given up.
    func finish() -> Bool {
        guard let caller = take(nil) else { return false }
        caller.resume(returning: nil)
        return true
    }

    /// The work has returned; its deadline, if it is watched yet.
    func end() -> Watchdog.Ticket? {
        state.withLock { state in
            state.hasEnded = true
            return state.ticket
        }
    }

    func giveUp(_ error: PCSCError) {
        status.giveUp()
        take(error)?.resume(returning: error)
    }

    private func take(_ error: PCSCError?) -> Caller? {
        state.withLock { state in
            defer { if case .over = state.phase {} else { state.phase = .over(error) } }
            guard case .running(let caller) = state.phase else { return nil }
            return caller
        }
    }
}
