import Dispatch
import Foundation

/// Turns the first SIGINT, SIGTERM or SIGHUP into the cancellation of a task. The signal's own effect is restored then,
/// so that a second one ends the program.
enum Interruption {
    static let signals = [SIGINT, SIGTERM, SIGHUP]

    static func cancelling<Success: Sendable>(
        _ work: @escaping @Sendable () async throws -> Success
    ) async throws -> Success {
        let task = Task { try await work() }
        let sources = signals.map { number in
            // libdispatch puts a handler in place a moment later. Until then the signal has its own effect; if it were
            // ignored instead, as elsewhere it has to be, one that comes in this moment would be lost.
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                signal(number, SIG_DFL)
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
