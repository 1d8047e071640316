import Synchronization

/// The PC/SC service, for programs with `async`: readers, their events, and sessions with cards.
///
/// Blocking calls run on threads of their own with a deadline, contexts are made anew when the service has been
/// restarted, and insertions are numbered, so that a session can be bound to the card that was looked at.
///
/// ```swift
/// let service = PCSCService()
/// for reader in try await service.readers() {
///     print(reader.name, reader.condition.rawValue)
/// }
/// ```
public final class PCSCService: Sendable {
    let functions: FunctionTable
    let policy: CommandPolicy
    let threads: WorkerThreads
    let trace: CommandTrace?
    let locks = ReaderLocks()
    private let shared = Mutex(Shared())

    private struct Shared {
        var incarnation: Incarnation?
        var incarnations: UInt64 = 0
        var ledger = InsertionLedger()
    }

    /// Connects to nothing yet.
    ///
    /// - Parameters:
    ///   - functions: the library to call: the real one, a simulation, or one with faults.
    ///   - policy: which commands may be sent to cards, in every session.
    ///   - threads: where blocking calls are made.
    ///   - trace: told of every command that is sent to a card, in every session.
    public init(
        functions: FunctionTable = .pcscLite, policy: CommandPolicy = .unrestricted,
        threads: WorkerThreads = WorkerThreads(), trace: CommandTrace? = nil
    ) {
        self.functions = functions
        self.policy = policy
        self.threads = threads
        self.trace = trace
    }

    /// Every reader and its state now, in the service's order; empty when there is none.
    ///
    /// `SCardListReaders` and `SCardGetStatusChange`; five round trips, about 0.1 ms, and up to 0.4 s with a mute card.
    /// Sends nothing to any card. A session of this process doesn't make a reader "in use". Cancelling the task, or the
    /// deadline, ends the wait at once.
    ///
    /// - Throws: a code of ``PCSCError/Category/service`` or ``PCSCError/Category/permission``,
    ///   ``PCSCError/Code/deadlineExceeded`` when the service hangs, ``PCSCError/Code/cancelled``.
    public func readers(deadline: Duration = .seconds(5)) async throws(PCSCError) -> [ReaderSnapshot] {
        try await threads.run(.getStatusChange, deadline: deadline) { _ in
            Result { () throws(PCSCError) in try self.snapshotBlocking() }
        }.get()
    }

    private func snapshotBlocking() throws(PCSCError) -> [ReaderSnapshot] {
        var lost: PCSCError?
        while true {
            let incarnation = try currentIncarnation(after: lost)
            do throws(PCSCError) {
                let own = locks.current
                let states = try incarnation.context.snapshot()
                return snapshots(of: states, incarnation).map { reader in
                    own.union(locks.current).contains(reader.name) ? reader.keepingUse(of: nil) : reader
                }
            } catch {
                drop(incarnation)
                // The context may be from before a restart: one more attempt, with a new one.
                guard lost == nil, error.category == .service else { throw error }
                lost = error
            }
        }
    }

    /// A service that has just been lost and now "refuses this user" is one that dies: it hangs up on whoever has called.
    private func currentIncarnation(after lost: PCSCError?) throws(PCSCError) -> Incarnation {
        do throws(PCSCError) {
            return try currentIncarnation()
        } catch {
            if let lost, error.category == .permission { throw lost }
            throw error
        }
    }

    /// The run of the service that is known, or a new one. Blocks.
    func currentIncarnation() throws(PCSCError) -> Incarnation {
        if let incarnation = shared.withLock({ $0.incarnation }) { return incarnation }
        let context = try Context(functions: functions, policy: policy, threads: threads)
        return shared.withLock { shared in
            if let other = shared.incarnation { return other }  // somebody else was faster
            shared.incarnations += 1
            let incarnation = Incarnation(number: shared.incarnations, context: context)
            shared.incarnation = incarnation
            return incarnation
        }
    }

    /// Forgets a run of the service that has ended.
    func drop(_ incarnation: Incarnation) {
        shared.withLock { shared in
            if shared.incarnation === incarnation { shared.incarnation = nil }
        }
    }

    /// The states with their insertions.
    func snapshots(of states: [ReaderState], _ incarnation: Incarnation) -> [ReaderSnapshot] {
        shared.withLock { shared in
            states.enumerated().map { index, state in
                ReaderSnapshot(
                    index: index, state: state,
                    insertion: shared.ledger.insertion(in: state, incarnation: incarnation.number))
            }
        }
    }

    /// The run of the service that saw an insertion, if it is still the known one.
    func incarnation(of insertion: Insertion) -> Incarnation? {
        shared.withLock { $0.incarnation?.number == insertion.incarnation ? $0.incarnation : nil }
    }
}
