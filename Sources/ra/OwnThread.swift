import Foundation

/// Work that blocks, on a thread of its own: the cooperative pool has few.
enum OwnThread {
    static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread { continuation.resume(with: Result(catching: work)) }
            thread.name = "ra.work"
            thread.start()
        }
    }

    /// The same, but once the task is cancelled nobody waits for it any longer.
    ///
    /// - Returns: nil then; the thread is left to itself.
    static func runUnlessCancelled<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value? {
        let (results, result) = AsyncThrowingStream<Value, any Error>.makeStream()
        let thread = Thread {
            result.yield(with: Result(catching: work))
            result.finish()
        }
        thread.name = "ra.work"
        thread.start()
        for try await value in results { return value }
        return nil
    }
}
