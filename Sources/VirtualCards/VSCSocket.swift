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
        try at(path, "bind") { bind(number, $0, $1) }
        guard listen(number, 1) == 0 else { throw VSCError.system(call: "listen", code: errno) }
    }

    convenience init(connectedTo path: String) throws(VSCError) {
        try self.init()
        try at(path, "connect") { connect(number, $0, $1) }
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

    /// Calls `bind` or `connect` with a Unix socket's address.
    private func at(
        _ path: String, _ name: String, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(VSCError) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw .pathTooLong }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw .system(call: name, code: errno) }
    }
}
