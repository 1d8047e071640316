/// Runs something when a deadline passes. One thread for all deadlines, and none while there are none for a while.
final class Watchdog: Sendable {
    typealias Ticket = UInt64

    private struct State {
        var next: Ticket = 0
        var entries: [Ticket: (deadline: Deadline, action: @Sendable () -> Void)] = [:]
        /// When the thread looks again; nil without a thread. A deadline after that needs no waking up.
        var wakes: Deadline?
    }

    private static let idle = Duration.seconds(10)
    private let state = Guarded(State())

    /// - Returns: nil when the system has no thread left.
    func schedule(_ deadline: Deadline, _ action: @escaping @Sendable () -> Void) -> Ticket? {
        let (ticket, wakes) = state.withLock { state in
            state.next += 1
            state.entries[state.next] = (deadline, action)
            return (state.next, state.wakes)
        }
        if let wakes {
            if deadline < wakes { state.update { _ in } }
        } else if !startThread() {
            unschedule(ticket)
            return nil
        }
        return ticket
    }

    func unschedule(_ ticket: Ticket) {
        _ = state.withLock { $0.entries.removeValue(forKey: ticket) }
    }

    private func startThread() -> Bool {
        let mine = state.withLock { state in
            guard state.wakes == nil else { return false }
            state.wakes = .now
            return true
        }
        guard mine else { return true }
        let state = state
        let started = PosixThread.start(name: "pcsc-watchdog") { Self.watch(state) }
        if !started { state.withLock { $0.wakes = nil } }
        return started
    }

    private enum Step {
        case run([@Sendable () -> Void])
        case sleep(Deadline)
        case end
    }

    private static func watch(_ state: Guarded<State>) {
        var hasIdled = false
        while true {
            let step = state.withLock { state -> Step in
                let now = Deadline.now
                let due = state.entries.filter { $0.value.deadline <= now }
                for ticket in due.keys { state.entries.removeValue(forKey: ticket) }
                if !due.isEmpty { return .run(due.values.map(\.action)) }
                if let next = state.entries.values.map(\.deadline).min() {
                    hasIdled = false
                    state.wakes = next
                    return .sleep(next)
                }
                if hasIdled {
                    state.wakes = nil
                    return .end
                }
                hasIdled = true
                let wakes = Deadline(in: idle)
                state.wakes = wakes
                return .sleep(wakes)
            }
            switch step {
            case .run(let actions):
                for action in actions { action() }
            case .sleep(let wakes):
                _ = state.wait(until: wakes) { state in
                    state.entries.values.contains { $0.deadline < wakes } ? () : nil
                }
            case .end:
                return
            }
        }
    }
}
