import Foundation
import Synchronization

/// Stands between a client and a Unix socket, passes bytes on in both directions, and cuts the connection after so many.
public final class CuttingProxy: Sendable {
    public enum Direction: Sendable { case toServer, toClient }

    private let janitor: Janitor
    private let thread: AcceptingThread
    private let passed = Passed()

    private final class Passed: Sendable {
        let bytes = Mutex<[Direction: Int]>([:])
    }

    /// The folder of its socket.
    public var folder: String { janitor.folder }
    /// How many bytes it has passed on.
    public func bytes(_ direction: Direction) -> Int { passed.bytes.withLock { $0[direction, default: 0] } }

    /// - Parameters:
    ///   - name: what the socket is called, here and there.
    ///   - limit: after so many bytes in that direction both ends are closed; nil never.
    public init(to server: String, name: String, cutting direction: Direction, after limit: Int?) throws {
        janitor = try Janitor()
        let listener = try UnixSocket.listen(at: janitor.folder + "/" + name)
        thread = AcceptingThread(listener) { [passed] client in
            guard let upstream = UnixSocket.connected(to: server + "/" + name) else {
                close(client)
                return
            }
            Self.pass(client, upstream, limit: limit, cutting: direction, counting: passed)
        }
    }

    private static func pass(
        _ client: Int32, _ server: Int32, limit: Int?, cutting: Direction, counting passed: Passed
    ) {
        let ends = [(client, server, Direction.toServer), (server, client, Direction.toClient)]
        let owned = OwnedDescriptors(client, server)
        for (from, to, direction) in ends {
            Thread.detachNewThread {
                var buffer = [UInt8](repeating: 0, count: 4096)
                var left = direction == cutting ? limit ?? .max : .max
                while left > 0 {
                    let count = read(from, &buffer, min(buffer.count, left))
                    guard count > 0, send(to, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
                    left -= count
                    passed.bytes.withLock { $0[direction, default: 0] += count }
                }
                owned.shut()
            }
        }
    }
}
