import Dispatch

/// A thread of a log's own, which may block. A task that prefers it as its executor works without changing threads.
final class LogThread: TaskExecutor {
    private let queue = DispatchQueue(label: "audit log")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
