import Dispatch
import Foundation
import Synchronization

/// How work on a thread of its own ended.
enum ThreadOutcome<Value: Sendable>: Sendable {
    case value(Value)
    case threw(any Error)
    /// The time was up. The thread is left to itself: a C call that hangs can't be ended from outside.
    case late
}

/// Runs work that may block or hang on a thread of its own, so that neither Swift's few threads nor the other checks
/// wait for it.
///
/// Not cancelled with the calling task; the deadline bounds it.
func onOwnThread<Value: Sendable>(
    deadline: Duration, _ work: @escaping @Sendable () throws -> Value
) async -> ThreadOutcome<Value> {
    await withCheckedContinuation { continuation in
        let race = Race(continuation)
        Thread.detachNewThread {
            do {
                race.end(.value(try work()))
            } catch {
                race.end(.threw(error))
            }
        }
        Task {
            try? await Task.sleep(for: deadline)
            race.end(.late)
        }
    }
}

/// Resumes its caller with whatever comes first.
private final class Race<Value: Sendable>: Sendable {
    private let waiting: Mutex<CheckedContinuation<ThreadOutcome<Value>, Never>?>

    init(_ caller: CheckedContinuation<ThreadOutcome<Value>, Never>) {
        waiting = Mutex(caller)
    }

    func end(_ outcome: ThreadOutcome<Value>) {
        let caller = waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
        caller?.resume(returning: outcome)
    }
}

/// A value that several checks need and that is found out once, by the first that asks; the others wait for it.
public final class Shared<Value: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private var isBegun = false
    private var value: Value?
    private let find: @Sendable () -> Value

    public init(_ find: @escaping @Sendable () -> Value) {
        self.find = find
    }

    /// Blocks until the value is there.
    public func get() -> Value {
        condition.lock()
        if !isBegun {
            isBegun = true
            condition.unlock()
            let found = find()
            condition.lock()
            value = found
            condition.broadcast()
        }
        defer { condition.unlock() }
        while true {
            if let value { return value }
            condition.wait()
        }
    }
}

/// Runs a call that may hang on a thread of its own and blocks this one until it is done or the time is up.
///
/// - Returns: nil when the time is up; the thread is left to itself then.
func withDeadline<Value: Sendable>(_ deadline: Duration, _ work: @escaping @Sendable () -> Value) -> Value? {
    let box = Box<Value>()
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
        let value = work()
        box.value.withLock { $0 = value }
        done.signal()
    }
    guard done.wait(timeout: .now() + deadline / .seconds(1)) == .success else { return nil }
    return box.value.withLock { $0 }
}

private final class Box<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}
