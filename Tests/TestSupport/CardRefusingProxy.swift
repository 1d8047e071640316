import Foundation

/// Stands before a real pcscd and behaves as one whose polkit lets a user see readers and refuses every card: at
/// SCardConnect the connection is closed (PCSC src/winscard_svc.c: `IsClientAuthorized(…, "access_card", …)`).
public final class CardRefusingProxy: Sendable {
    public let socketPath: String
    private let janitor: Janitor
    private let thread: AcceptingThread

    public var environment: [String: String] { ["PCSCLITE_CSOCK_NAME": socketPath] }

    public init(before server: String) throws {
        janitor = try Janitor()
        socketPath = janitor.folder + "/pcscd.comm"
        thread = AcceptingThread(try UnixSocket.listen(at: socketPath)) { client in
            guard let upstream = UnixSocket.connected(to: server) else {
                close(client)
                return
            }
            Self.join(client, upstream)
        }
    }

    private static func join(_ client: Int32, _ server: Int32) {
        let owned = OwnedDescriptors(client, server)
        Thread.detachNewThread {
            while let message = request(from: client), message.command != connect {
                guard send(server, message.bytes, message.bytes.count, Int32(MSG_NOSIGNAL)) == message.bytes.count
                else { break }
            }
            owned.shut()
        }
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = read(server, &buffer, buffer.count)
                guard count > 0, send(client, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
            }
            owned.shut()
        }
    }

    /// `SCARD_CONNECT` (winscard_msg.h).
    private static let connect: UInt32 = 4

    /// A header (the body's size, the command) and the body. Nil at the end.
    private static func request(from client: Int32) -> (command: UInt32, bytes: [UInt8])? {
        var header = [UInt8](repeating: 0, count: 8)
        guard recv(client, &header, 8, Int32(MSG_WAITALL)) == 8 else { return nil }
        func word(_ start: Int) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(header[start + $1]) << (8 * $1) } }
        let size = Int(word(0))
        guard size < 1 << 16 else { return nil }
        var body = [UInt8](repeating: 0, count: size)
        guard size == 0 || recv(client, &body, size, Int32(MSG_WAITALL)) == size else { return nil }
        return (word(4), header + body)
    }
}
