import Logging
import NIOCore
import Synchronization

/// Writes to the server's log that another user's connections were refused.
final class RefusalLog: Sendable {
    private let clock: PageClock
    private let logger: Logger
    private let count = Mutex(RefusalCount())

    init(clock: PageClock, logger: Logger) {
        self.clock = clock
        self.logger = logger
    }

    func refused(_ owner: SocketOwner, on loop: any EventLoop) {
        let now = clock.now()
        switch count.withLock({ $0.refuse(owner, at: now) }) {
        case .tell(let connections): write(owner, connections)
        case .later(let time): loop.scheduleTask(in: TimeAmount(time)) { self.writeDue(owner) }
        case .wait: break
        }
    }

    private func writeDue(_ owner: SocketOwner) {
        let now = clock.now()
        guard let connections = count.withLock({ $0.due(for: owner, at: now) }) else { return }
        write(owner, connections)
    }

    private func write(_ owner: SocketOwner, _ connections: Int) {
        let whose =
            switch owner {
            case .user(let user): "Unix user \(user)"
            case .nobody: "an unknown user"
            }
        logger.warning("Refused connections of \(whose): \(connections).")
    }
}
