import Foundation

/// Blocks the calling thread, as a C call that hangs does.
func pauseForEver() throws {
    pause()
}

/// Lets nobody go before all are there. Blocks threads.
final class Meeting: @unchecked Sendable {
    private let condition = NSCondition()
    private var missing: Int

    init(of number: Int) {
        missing = number
    }

    func arriveAndWait() {
        condition.lock()
        defer { condition.unlock() }
        missing -= 1
        condition.broadcast()
        while missing > 0 { condition.wait() }
    }
}
