import CLinux
import Foundation

public enum VSCError: Error, Hashable {
    /// A call on the socket failed with this `errno`.
    case system(call: String, code: Int32)
    /// A Unix socket's path has at most 107 bytes (unix(7)).
    case pathTooLong
}

/// A Unix stream socket that carries `VSCMessage`s; closed when it is let go of. Reading blocks, and `shutdown` ends it.
final class VSCSocket: Sendable {
    private let number: Int32

    private init(_ number: Int32) {
        self.number = number
    }

    private convenience init() throws(VSCError) {
        let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw VSCError.system(call: "socket", code: errno) }
        self.init(number)
    }

    deinit {
        _ = Foundation.close(number)
    }

    /// Makes the path anew.
    convenience init(listeningAt path: String) throws(VSCError) {
        try self.init()
        unlink(path)
        try check(ra_bind_unix(number, path), "bind")
        guard listen(number, 1) == 0 else { throw VSCError.system(call: "listen", code: errno) }
    }

    convenience init(connectedTo path: String) throws(VSCError) {
        try self.init()
        try check(ra_connect_unix(number, path), "connect")
    }

    /// The next connection; nil after `shutdown`.
    func accept() -> VSCSocket? {
        while true {
            let connection = Foundation.accept(number, nil, nil)
            if connection >= 0 {
                _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                return VSCSocket(connection)
            }
            guard errno == EINTR || errno == ECONNABORTED else { return nil }
        }
    }

    /// The next message; nil when the other side has gone or its bytes are no message.
    func receive() -> VSCMessage? {
        guard let bytes = receive(count: VSCMessage.headerLength), let header = VSCMessage.header(bytes),
            let payload = receive(count: header.length)
        else { return nil }
        return VSCMessage(kind: header.kind, reader: header.reader, payload: payload)
    }

    /// - Returns: false when the other side has gone.
    @discardableResult
    func send(_ message: VSCMessage) -> Bool {
        send(bytes: message.encoded)
    }

    @discardableResult
    func send(bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { Foundation.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if sent < 0, errno == EINTR { continue }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    func shutdown() {
        _ = Foundation.shutdown(number, Int32(SHUT_RDWR))
    }

    private func receive(count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes {
                recv(number, $0.baseAddress?.advanced(by: filled), count - filled, 0)
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { return nil }
            filled += got
        }
        return bytes
    }

    private func check(_ result: Int32, _ call: String) throws(VSCError) {
        guard result == 0 else { throw errno == ENAMETOOLONG ? .pathTooLong : .system(call: call, code: errno) }
    }
}
