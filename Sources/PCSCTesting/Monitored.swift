import Foundation

/// A value behind a lock and a condition: a monitor. Threads wait for the value to become what they need.
final class Monitored<Value>: @unchecked Sendable {
    // Unchecked: the value is touched with the condition's lock held and nowhere else.
    private let condition = NSCondition()
    private var value: Value

    init(_ value: Value) {
        self.value = value
    }

    /// Reads.
    func read<Result>(_ body: (Value) -> Result) -> Result {
        condition.lock()
        defer { condition.unlock() }
        return body(value)
    }

    /// Changes the value, and lets every waiting thread look at it.
    @discardableResult
    func change<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        condition.lock()
        defer {
            condition.broadcast()
            condition.unlock()
        }
        return try body(&value)
    }

    /// Blocks until the body gives a result: it is called now, and again after each change. A result counts as a change
    /// for other threads; a nil doesn't, whatever the body has noted meanwhile.
    ///
    /// - Returns: nil when the deadline has passed.
    func wait<Result>(
        until deadline: ContinuousClock.Instant? = nil, for body: (inout Value) -> Result?
    ) -> Result? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let result = body(&value) {
                condition.broadcast()
                return result
            }
            guard let deadline else {
                condition.wait()
                continue
            }
            let (seconds, attoseconds) = (deadline - ContinuousClock.now).components
            let left = Double(seconds) + Double(attoseconds) * 1e-18
            guard left > 0 else { return nil }
            _ = condition.wait(until: Date(timeIntervalSinceNow: left))
        }
    }
}
