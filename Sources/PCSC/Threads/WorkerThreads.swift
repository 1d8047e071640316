import CLinux

/// Threads for calls that block: as many as there are such calls at a time, kept for some seconds for the next one.
///
/// Swift's cooperative pool has one thread a core, so C calls that block there can stop a whole program. A call here
/// blocks a thread of its own. One whose C call never returns (a silent card, a hung service) is occupied until it does.
public final class WorkerThreads: Sendable {
    typealias Job = @Sendable () -> Void

    /// How long a thread without work stays.
    private static let idle = Duration.seconds(10)
    // A pthread lock: with a `Synchronization.Mutex` here ThreadSanitizer reported races.
    private let idleWorkers = Guarded<[Worker]>([])
    let watchdog = Watchdog()

    /// No thread yet: each is started with the first call that needs it.
    public init() {}

    /// Runs a job on a thread of its own, now.
    ///
    /// - Parameter end: run there after the job, when what the job held has been let go: whoever is told of the end may
    ///   end the program, and libpcsclite's calls don't bear that.
    /// - Returns: false when the system has no thread left.
    func start(_ job: @escaping Job, then end: @escaping Job = {}) -> Bool {
        if let worker = idleWorkers.withLock({ $0.popLast() }) {
            worker.hand(job, then: end)
            return true
        }
        let worker = Worker()
        worker.hand(job, then: end)
        return PosixThread.start(name: "pcsc-call") { self.serve(worker) }
    }

    private func serve(_ worker: Worker) {
        var limit: Duration?
        while runJob(of: worker, within: limit) {
            idleWorkers.withLock { $0.append(worker) }
            limit = Self.idle
        }
    }

    /// Waits for a job and runs it.
    ///
    /// - Returns: false when none came in time.
    private func runJob(of worker: Worker, within limit: Duration?) -> Bool {
        if worker.runJob(within: limit) { return true }
        if forget(worker) { return false }
        // Not on the list any more: a job is on its way.
        return worker.runJob(within: nil)
    }

    private func forget(_ worker: Worker) -> Bool {
        idleWorkers.withLock { workers in
            guard let index = workers.firstIndex(where: { $0 === worker }) else { return false }
            workers.remove(at: index)
            return true
        }
    }
}

/// Where a thread is handed its jobs, one at a time.
///
/// A semaphore rather than a lock and a condition: it wakes the thread with one system call, and the thread goes on
/// without another.
private final class Worker: @unchecked Sendable {
    /// Written before the semaphore is raised, read after it was.
    private var work: (job: WorkerThreads.Job, end: WorkerThreads.Job)?
    private let handed = ra_semaphore_create()

    deinit {
        ra_semaphore_destroy(handed)
    }

    func hand(_ job: @escaping WorkerThreads.Job, then end: @escaping WorkerThreads.Job) {
        work = (job, end)
        ra_semaphore_give(handed)
    }

    /// Blocks until there is a job, and runs it.
    ///
    /// - Parameter limit: in whole seconds; nil waits without limit. By the wall clock, the semaphores' only one: a thread
    ///   may stay longer or end sooner when that is set.
    /// - Returns: false when none came in time.
    func runJob(within limit: Duration?) -> Bool {
        let seconds = limit?.components.seconds ?? -1
        if limit == nil || !isHandedSoon(), ra_semaphore_take(handed, seconds) == 0 { return false }
        let end = runHandedJob()
        end?()
        return true
    }

    /// Looks out for the next job for a moment before the thread sleeps: calls come in groups, and a sleeping thread takes
    /// 6 µs more to be woken, on another processor that rests.
    private func isHandedSoon() -> Bool {
        guard Self.hasSeveralProcessors else { return false }
        let limit = Deadline(in: .microseconds(50))
        repeat {
            if ra_semaphore_try(handed) == 1 { return true }
        } while Deadline.now < limit
        return false
    }

    private static let hasSeveralProcessors = ra_processors() > 1

    /// Lets go of the job before it returns what is to be run next.
    private func runHandedJob() -> WorkerThreads.Job? {
        guard let (job, end) = work else { return nil }
        work = nil
        job()
        return end
    }
}
