import NIOCore
import Synchronization

/// The connections that are open. Where there would be too many, one is closed that keeps a place and asks nothing.
///
/// Nobody is refused for an address that many share, as desks behind one router do. From which address the most come
/// only says where a place is looked for first.
final class OpenConnections: Sendable {
    /// What a connection is waited for.
    enum Stage: Int {
        /// The head of its first request.
        case silent
        /// The head of another request.
        case idle
        /// The rest of a request.
        case arriving
        /// Nothing: a request is being answered.
        case answering
    }

    private struct Connection {
        let channel: any Channel
        let address: String
        var stage = Stage.silent
        var since: NIODeadline
    }

    private let maximum: Int
    private let open = Mutex<[ObjectIdentifier: Connection]>([:])

    /// - Parameter maximum: so many at a time, but for those that are just being closed.
    init(atMost maximum: Int) { self.maximum = maximum }

    /// Takes one in, until it closes.
    func admit(_ channel: any Channel, at now: NIODeadline) {
        let id = ObjectIdentifier(channel)
        let address = channel.remoteAddress?.ipAddress ?? ""
        let surplus = open.withLock { open -> (any Channel)? in
            open[id] = Connection(channel: channel, address: address, since: now)
            guard open.count > maximum else { return nil }
            return open.removeValue(forKey: Self.surplus(in: open, besides: id))?.channel
        }
        surplus?.close(promise: nil)
        channel.closeFuture.whenComplete { _ in _ = self.open.withLock { $0.removeValue(forKey: id) } }
    }

    /// Another stage begins.
    func move(_ channel: any Channel, to stage: Stage, at now: NIODeadline) {
        open.withLock { open in
            open[ObjectIdentifier(channel)]?.stage = stage
            open[ObjectIdentifier(channel)]?.since = now
        }
    }

    /// Which one is closed: of the address with the most connections the one at the earliest stage for the longest. None
    /// that is being answered; where all are, the new one.
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
