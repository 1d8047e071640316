/// Threads for calls that block: as many as there are such calls at a time, kept for some seconds for the next one.
///
/// Swift's cooperative pool has one thread a core, so C calls that block there can stop a whole program. A call here
/// blocks a thread of its own. One whose C call never returns (a silent card, a hung service) is occupied until it does.
public final class WorkerThreads: Sendable {
    typealias Job = @Sendable () -> Void
    private typealias Worker = Guarded<Job?>

    /// How long a thread without work stays.
    private static let idle = Duration.seconds(10)
    // A pthread lock: with a `Synchronization.Mutex` here ThreadSanitizer reported races.
    private let idleWorkers = Guarded<[Worker]>([])
    let watchdog = Watchdog()

    public init() {}

    /// Runs a job on a thread of its own, now.
    ///
    /// - Returns: false when the system has no thread left.
    func start(_ job: @escaping Job) -> Bool {
        if let worker = idleWorkers.withLock({ $0.popLast() }) {
            worker.update { $0 = job }
            return true
        }
        let worker = Worker(job)
        return PosixThread.start(name: "pcsc-call") { self.serve(worker) }
    }

    private func serve(_ worker: Worker) {
        var limit: Deadline?
        while runJob(of: worker, until: limit) {
            idleWorkers.withLock { $0.append(worker) }
            limit = Deadline(in: Self.idle)
        }
    }

    /// Waits for a job and runs it. What the job holds is let go before this returns, and not kept while waiting.
    ///
    /// - Returns: false when none came in time.
    private func runJob(of worker: Worker, until deadline: Deadline?) -> Bool {
        if let job = Self.takeJob(worker, until: deadline) {
            job()
            return true
        }
        if forget(worker) { return false }
        // Not on the list any more: a job is on its way.
        Self.takeJob(worker, until: nil)?()
        return true
    }

    private static func takeJob(_ worker: Worker, until deadline: Deadline?) -> Job? {
        worker.wait(until: deadline) { job in
            defer { job = nil }
            return job
        }
    }

    private func forget(_ worker: Worker) -> Bool {
        idleWorkers.withLock { workers in
            guard let index = workers.firstIndex(where: { $0 === worker }) else { return false }
            workers.remove(at: index)
            return true
        }
    }
}
