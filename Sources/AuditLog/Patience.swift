import Foundation
import GRDB
import Synchronization

/// How long a program waits for another one. SQLite waits in several places, when a transaction begins, when it is
/// committed; one patience covers them all.
final class Patience: Sendable {
    static let seconds = 5
    /// How long it takes to look what became of a write that failed otherwise than by waiting.
    static let secondsToLook = 1

    private let end = Mutex(ContinuousClock.now)

    func begin(seconds: Int = Patience.seconds) {
        end.withLock { $0 = ContinuousClock.now + .seconds(seconds) }
    }

    /// Sleeps a moment. False when there is no patience left.
    func wait() -> Bool {
        guard end.withLock({ ContinuousClock.now < $0 }) else { return false }
        usleep(UInt32.random(in: 500...3000))
        return true
    }
}
