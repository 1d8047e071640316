import Synchronization

/// What a reading has done and found so far. The reading's thread writes it, and whoever stops waiting for a slow card
/// reads it, so that nothing is lost with the time.
public final class ReadingProgress: Sendable {
    /// What a PIV application told.
    struct Contents: Sendable {
        var passcode = PasscodeState.unknown
        var certificates: [FoundCertificate] = []
        var problems: [CardProblem] = []
    }

    private struct State {
        var contents = Contents()
        var exchanges: [APDUExchange] = []
        /// Since when an answer is waited for.
        var sentAt: ContinuousClock.Instant?
    }

    private let state = Mutex(State())
    private let clock = ContinuousClock()

    public init() {}

    var contents: Contents { state.withLock { $0.contents } }

    func note(_ change: (inout Contents) -> Void) { state.withLock { change(&$0.contents) } }

    var exchangeCount: Int { state.withLock { $0.exchanges.count } }

    /// Oldest first; the last may be without an answer yet.
    var exchanges: [APDUExchange] {
        state.withLock { state in
            var exchanges = state.exchanges
            if let sentAt = state.sentAt, let last = exchanges.indices.last {
                exchanges[last].microseconds = microseconds(since: sentAt)
            }
            return exchanges
        }
    }

    /// A command is about to be sent.
    func begin(_ command: AllowedCommand) {
        state.withLock { state in
            state.exchanges.append(APDUExchange(command: command.bytes, response: [], microseconds: 0))
            state.sentAt = clock.now
        }
    }

    /// - Parameter response: empty when none came.
    func end(response: [UInt8]) {
        state.withLock { state in
            guard let sentAt = state.sentAt, let last = state.exchanges.indices.last else { return }
            state.exchanges[last].response = response
            state.exchanges[last].microseconds = microseconds(since: sentAt)
            state.sentAt = nil
        }
    }

    private func microseconds(since start: ContinuousClock.Instant) -> Int64 {
        let (seconds, attoseconds) = (clock.now - start).components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
