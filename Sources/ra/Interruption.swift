import Dispatch
import Foundation
import Synchronization

/// Turns the first SIGINT, SIGTERM or SIGHUP into the cancellation of a task. The signal's own effect is restored then,
/// so that a second one ends the program.
enum Interruption {
    static let signals = [SIGINT, SIGTERM, SIGHUP]

    /// The signal that cancelled the task in which this is read, once there was one.
    @TaskLocal static var received = Received()

    final class Received: Sendable {
        private let number = Mutex<Int32?>(nil)
        /// Ctrl-C: the person stops it. The others come from outside.
        var isByPerson: Bool { number.withLock { $0 == SIGINT } }
        func note(_ signal: Int32) { number.withLock { $0 = signal } }
    }

    static func cancelling<Success: Sendable>(
        _ work: @escaping @Sendable () async throws -> Success
    ) async throws -> Success {
        let received = Received()
        let task = $received.withValue(received) { Task { try await work() } }
        let sources = signals.map { number in
            // libdispatch puts a handler in place a moment later. Until then the signal has its own effect; if it were
            // ignored instead, as elsewhere it has to be, one that comes in this moment would be lost.
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                signal(number, SIG_DFL)
                received.note(number)
                task.cancel()
            }
            source.resume()
            return source
        }
        defer {
            for source in sources { source.cancel() }
            for number in signals { signal(number, SIG_DFL) }
        }
        return try await task.value
    }
}
