import CLinux

/// A value behind a lock, and a way to wait on a thread until it is as wished: a monitor in Hoare's sense.
///
/// `Synchronization.Mutex` has no condition variable, hence pthread's. Waiting blocks the thread.
final class Guarded<Value>: @unchecked Sendable {
    private var value: Value
    private let monitor = ra_monitor_create()

    init(_ value: sending Value) {
        self.value = value
    }

    deinit {
        ra_monitor_destroy(monitor)
    }

    /// Looks at or changes the value, waking nobody.
    func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        ra_monitor_lock(monitor)
        defer { ra_monitor_unlock(monitor) }
        return body(&value)
    }

    /// Changes the value and wakes all who wait. After letting go of the lock, or they would wake to wait for it.
    func update<Result>(_ body: (inout Value) -> Result) -> Result {
        let result = withLock(body)
        ra_monitor_wake_all(monitor)
        return result
    }

    /// Blocks until the body returns something, trying it now and after every update.
    ///
    /// - Parameter deadline: nil waits without limit.
    /// - Returns: nil when the deadline passed first.
    func wait<Result>(until deadline: Deadline?, _ body: (inout Value) -> Result?) -> Result? {
        ra_monitor_lock(monitor)
        defer { ra_monitor_unlock(monitor) }
        while true {
            if let result = body(&value) { return result }
            if ra_monitor_wait(monitor, deadline?.nanoseconds ?? -1) == 0 { return body(&value) }
        }
    }
}
