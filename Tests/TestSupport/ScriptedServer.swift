import Foundation
import Synchronization

/// Something on a Unix socket that behaves as no pcscd does on demand, for the real libpcsclite to talk to.
public final class ScriptedServer: Sendable {
    public enum Behaviour: Sendable {
        /// Takes the connection and closes it, as pcscd does with a user whom polkit refuses.
        case refuses
        /// Says that it speaks another version of the protocol (pcsc-lite, `winscard_msg.h`: `CMD_VERSION`).
        case otherVersion
        /// Takes the connection and never says anything.
        case silent
        /// Answers the question for its version, and nothing after that.
        case silentAfterVersion
    }

    public let socketPath: String
    private let janitor: Janitor
    private let thread: AcceptingThread
    private let connections = Connections()

    private final class Connections: Sendable {
        let open = Mutex<[Int32]>([])

        /// Before it is closed: its number may be another test's a moment later, and isn't ours to shut down then.
        func forget(_ connection: Int32) { open.withLock { $0.removeAll { $0 == connection } } }
    }

    /// Listens until it is let go.
    public init(_ behaviour: Behaviour) throws {
        janitor = try Janitor()
        socketPath = janitor.folder + "/pcscd.comm"
        thread = AcceptingThread(try UnixSocket.listen(at: socketPath)) { [connections] connection in
            connections.open.withLock { $0.append(connection) }
            Thread.detachNewThread {
                Self.serve(connection, behaviour)
                connections.forget(connection)
                close(connection)
            }
        }
    }

    deinit {
        connections.open.withLock { open in
            for connection in open { shutdown(connection, Int32(SHUT_RDWR)) }
        }
    }

    /// What a child process needs to talk to it.
    public var environment: [String: String] { ["PCSCLITE_CSOCK_NAME": socketPath] }

    /// Turns this process's libpcsclite to the server. Only before its first call, hence in exit tests.
    public func useInThisProcess() {
        setenv("PCSCLITE_CSOCK_NAME", socketPath, 1)
    }

    /// A request is a header (size and command, 4 bytes each) and the command's structure. That of the version holds
    /// major, minor and the result, 4 bytes each, and comes back.
    private static func serve(_ connection: Int32, _ behaviour: Behaviour) {
        var message = [UInt8](repeating: 0, count: 20)
        switch behaviour {
        case .refuses:
            // polkit takes its time, and the client's question for the version has come meanwhile; it is never read.
            // Whoever is hung up on earlier, while it still asks, is told SCARD_E_NO_SERVICE by libpcsclite.
            while (1..<message.count).contains(recv(connection, &message, message.count, Int32(MSG_PEEK))) {
                usleep(200)
            }
        case .silent:
            while recv(connection, &message, message.count, 0) > 0 {}
        case .otherVersion, .silentAfterVersion:
            guard recv(connection, &message, message.count, Int32(MSG_WAITALL)) == message.count else {
                return
            }
            var reply = Array(message.dropFirst(8))
            if case .otherVersion = behaviour {
                // SCARD_E_SERVICE_STOPPED, little-endian
                reply.replaceSubrange(8..<12, with: [0x1E, 0x00, 0x10, 0x80])
            }
            _ = send(connection, reply, reply.count, Int32(MSG_NOSIGNAL))
            while recv(connection, &message, message.count, 0) > 0 {}
        }
    }
}
