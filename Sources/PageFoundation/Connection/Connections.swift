import NIOCore
import Synchronization

/// The open connections of one page.
final class Connections: Sendable {
    private struct State {
        var open: [ObjectIdentifier: any Channel] = [:]
        var farewells = 0
        var hasEnded = false
    }

    private let limits: PageLimits
    private let state = Mutex(State())

    init(limits: PageLimits) { self.limits = limits }

    /// How many there are.
    var count: Int { state.withLock { $0.open.count } }

    /// Takes one in, until it closes.
    ///
    /// - Returns: whether there was room.
    func admit(_ channel: any Channel) -> Bool {
        let id = ObjectIdentifier(channel)
        let isIn = state.withLock { state in
            guard !state.hasEnded, state.open.count < limits.connections else { return false }
            state.open[id] = channel
            return true
        }
        if isIn {
            channel.closeFuture.whenComplete { _ in _ = self.state.withLock { $0.open.removeValue(forKey: id) } }
        }
        return isIn
    }

    /// Whether one that was refused may stay open for a moment.
    func beginFarewell() -> Bool {
        state.withLock { state in
            guard state.farewells < limits.farewells, !state.hasEnded else { return false }
            state.farewells += 1
            return true
        }
    }

    func endFarewell() { state.withLock { $0.farewells -= 1 } }

    /// Closes all, and takes none in any more.
    func closeAll() {
        let open = state.withLock { state in
            state.hasEnded = true
            return Array(state.open.values)
        }
        for channel in open { channel.close(promise: nil) }
    }
}
