import Dispatch
import Synchronization

/// Holds threads until it is opened, or until enough of them have come.
final class Gate: Sendable {
    private let left: Mutex<Int>
    private let semaphore = DispatchSemaphore(value: 0)

    init(count: Int = 1) { left = Mutex(count) }

    func open() { semaphore.signal() }

    func wait() {
        semaphore.wait()
        semaphore.signal()
    }

    func arriveAndWait() {
        let isLast = left.withLock { left in
            left -= 1
            return left == 0
        }
        if isLast { open() }
        wait()
    }
}

/// Counts how many are inside at a time.
final class Crowd: Sendable {
    private let counts = Mutex((inside: 0, most: 0))

    func enter() {
        counts.withLock { counts in
            counts.inside += 1
            counts.most = max(counts.most, counts.inside)
        }
    }

    func leave() { counts.withLock { $0.inside -= 1 } }

    var most: Int { counts.withLock { $0.most } }
}
