import Foundation

/// Runs each piece of a task on a thread of its own. The cooperative pool has as many threads as there are processors:
/// tests that hold two of them for minutes make those that wait for something run out of time.
private final class OwnThreads: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        Thread.detachNewThread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Does what blocks for long where it keeps nobody else waiting.
func onOwnThread(_ body: @Sendable () throws -> Void) async throws {
    try await withTaskExecutorPreference(OwnThreads()) { try body() }
}
