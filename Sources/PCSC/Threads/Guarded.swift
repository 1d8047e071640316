import Glibc

/// A value behind a lock, and a way to wait on a thread until it is as wished: a monitor in Hoare's sense.
///
/// `Synchronization.Mutex` has no condition variable, hence pthread's. Waiting blocks the thread.
final class Guarded<Value>: @unchecked Sendable {
    private var value: Value
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>

    init(_ value: sending Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        changed = .allocate(capacity: 1)
        changed.initialize(to: pthread_cond_t())
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Looks at or changes the value, waking nobody.
    func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(&value)
    }

    /// Changes the value and wakes all who wait. After letting go of the lock, or they would wake to wait for it.
    func update<Result>(_ body: (inout Value) -> Result) -> Result {
        let result = withLock(body)
        pthread_cond_broadcast(changed)
        return result
    }

    /// Blocks until the body returns something, trying it now and after every update.
    ///
    /// - Parameter deadline: nil waits without limit.
    /// - Returns: nil when the deadline passed first.
    func wait<Result>(until deadline: Deadline?, _ body: (inout Value) -> Result?) -> Result? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let result = body(&value) { return result }
            guard let deadline else {
                pthread_cond_wait(changed, mutex)
                continue
            }
            var time = deadline.time
            if pthread_cond_timedwait(changed, mutex, &time) == ETIMEDOUT { return body(&value) }
        }
    }
}
