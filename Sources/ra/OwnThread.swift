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
}
