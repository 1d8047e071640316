import Synchronization

/// Passes events on in order, and keeps "lost" and "restored" in pairs. Two threads may find the service lost: the one
/// that gets an error, and the watchdog.
final class EventTeller: Sendable {
    private enum Phase {
        case new
        case following
        case lost
    }

    private let phase = Mutex(Phase.new)
    private let send: @Sendable (ReaderEvent) -> Void

    init(tell: @escaping @Sendable (ReaderEvent) -> Void) {
        send = tell
    }

    func tell(_ events: [ReaderEvent]) {
        phase.withLock { phase in
            guard phase == .following else { return }
            for event in events { send(event) }
        }
    }

    /// Tells of the service's end, once.
    func lost(_ error: PCSCError) {
        phase.withLock { phase in
            guard phase != .lost else { return }
            phase = .lost
            send(.serviceLost(error))
        }
    }

    /// Tells of the service and its readers, when it wasn't there before.
    ///
    /// - Returns: whether it told.
    func found(_ readers: [ReaderSnapshot]) -> Bool {
        phase.withLock { phase in
            guard phase != .following else { return false }
            if phase == .lost { send(.serviceRestored) }
            phase = .following
            send(.snapshot(readers))
            return true
        }
    }
}
