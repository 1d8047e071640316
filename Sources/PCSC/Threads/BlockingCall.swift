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
    ///   - deadline: counted from now, the start of the thread included.
    /// - Throws: ``PCSCError/Code/deadlineExceeded``, ``PCSCError/Code/cancelled``, ``PCSCError/Code/noThread``.
    func run<Value: Sendable>(
        _ operation: PCSCError.Operation, reader: ReaderName? = nil, deadline: Duration,
        _ work: @escaping @Sendable (CallStatus) -> Value
    ) async throws(PCSCError) -> Value {
        let call = BlockingCall<Value>()
        let result: Result<Value, PCSCError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard call.begin(continuation) else { return }
                let ticket = watchdog.schedule(Deadline(in: deadline)) {
                    call.giveUp(PCSCError(.deadlineExceeded, operation, reader: reader))
                }
                let started = ticket.map { ticket in
                    start {
                        let value = work(call.status)
                        self.watchdog.unschedule(ticket)
                        call.finish(value)
                    }
                }
                if started != true { call.giveUp(PCSCError(.noThread, operation, reader: reader)) }
            }
        } onCancel: {
            call.giveUp(PCSCError(.cancelled, operation, reader: reader))
        }
        return try result.get()
    }
}

/// One call: whoever comes first, its end or its being given up, resumes the caller.
private final class BlockingCall<Value: Sendable>: Sendable {
    typealias Caller = CheckedContinuation<Result<Value, PCSCError>, Never>

    private enum State {
        case new
        case running(Caller)
        case over(PCSCError?)
    }

    let status = CallStatus()
    private let state = Mutex(State.new)

    /// False when the call was given up before it began; the caller has been resumed then.
    func begin(_ caller: Caller) -> Bool {
        let early = state.withLock { state -> PCSCError? in
            if case .over(let error) = state { return error }
            state = .running(caller)
            return nil
        }
        guard let early else { return true }
        caller.resume(returning: .failure(early))
        return false
    }

    func finish(_ value: Value) {
        take(nil)?.resume(returning: .success(value))
    }

    func giveUp(_ error: PCSCError) {
        status.giveUp()
        take(error)?.resume(returning: .failure(error))
    }

    private func take(_ error: PCSCError?) -> Caller? {
        state.withLock { state in
            switch state {
            case .new:
                state = .over(error)
                return nil
            case .running(let caller):
                state = .over(error)
                return caller
            case .over:
                return nil
            }
        }
    }
}
