import CLinux
import Foundation

enum UnixSocket {
    /// The `errno` of connecting without waiting; nil when the connection was made (and closed again).
    static func errorConnecting(to path: String) -> Int32? {
        connect(to: path) { _ in }.error
    }

    /// The process that began to listen there; nil where it can't be seen.
    static func listener(at path: String) -> Int32? {
        connect(to: path, ra_peer_process).value.flatMap { $0 > 0 ? $0 : nil }
    }

    private static func connect<Value>(
        to path: String, _ use: (Int32) -> Value
    ) -> (value: Value?, error: Int32?) {
        let descriptor = Foundation.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return (nil, errno) }
        defer { close(descriptor) }
        guard ra_connect_unix(descriptor, path) != 0 else { return (use(descriptor), nil) }
        // As libpcsclite does with a name that is too long for the kernel: it can't be there.
        return (nil, errno == ENAMETOOLONG ? ENOENT : errno)
    }
}
