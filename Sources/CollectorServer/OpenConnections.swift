import NIOCore
import NIOSSL
import Synchronization

/// The connections that are open. Where there would be too many, one is closed that keeps a place and asks nothing.
///
/// Nobody is refused for an address that many share, as desks behind one router do. From which address the most come
/// only says where a place is looked for first.
final class OpenConnections: Sendable {
    typealias Stage = ConnectionProgress.Stage

    private struct Connection {
        let channel: any Channel
        let address: String
        var stage = Stage.silent
        var since: NIODeadline
    }

    private struct State {
        var open: [ObjectIdentifier: Connection] = [:]
        var isEnding = false
    }

    private let maximum: Int
    private let state = Mutex(State())

    /// - Parameter maximum: so many at a time, but for those that are just being closed.
    init(atMost maximum: Int) { self.maximum = maximum }

    /// Takes one in, until it closes.
    func admit(_ channel: any Channel, at now: NIODeadline) {
        let id = ObjectIdentifier(channel)
        let address = channel.remoteAddress?.ipAddress ?? ""
        let surplus = state.withLock { state -> (any Channel)? in
            if state.isEnding { return channel }
            state.open[id] = Connection(channel: channel, address: address, since: now)
            guard state.open.count > maximum else { return nil }
            return state.open.removeValue(forKey: Self.surplus(in: state.open, besides: id))?.channel
        }
        surplus?.drop()
        channel.closeFuture.whenComplete { _ in _ = self.state.withLock { $0.open.removeValue(forKey: id) } }
    }

    /// Another stage begins, or goes on.
    ///
    /// - Returns: whether the connection is to be closed, because the server ends and nothing is being answered here.
    func move(_ channel: any Channel, to stage: Stage, at now: NIODeadline) -> Bool {
        state.withLock { state in
            state.open[ObjectIdentifier(channel)]?.stage = stage
            state.open[ObjectIdentifier(channel)]?.since = now
            return state.isEnding && stage != .answering
        }
    }

    /// The server ends: only what is being answered is waited for.
    func end() {
        let channels = state.withLock { state in
            state.isEnding = true
            return state.open.values.filter { $0.stage != .answering }.map(\.channel)
        }
        for channel in channels { channel.drop() }
    }

    /// Which one is closed: of the address with the most connections the one at the earliest stage for the longest.
    /// None that is being answered; where all are, the new one.
    private static func surplus(
        in open: [ObjectIdentifier: Connection], besides new: ObjectIdentifier
    ) -> ObjectIdentifier {
        let counts = open.values.reduce(into: [String: Int]()) { $0[$1.address, default: 0] += 1 }
        func rank(_ connection: Connection) -> (Int, Int, UInt64) {
            (-(counts[connection.address] ?? 0), connection.stage.rawValue, connection.since.uptimeNanoseconds)
        }
        return open.filter { $0.key != new && $0.value.stage != .answering }
            .min { rank($0.value) < rank($1.value) }?.key ?? new
    }
}

extension Channel {
    /// Closes at once: TLS would wait for the other side's farewell, and whoever keeps places doesn't say any.
    func drop() {
        eventLoop.execute {
            if let tls = try? self.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self) {
                tls.close(promise: nil)
            } else {
                self.close(promise: nil)
            }
        }
    }
}
