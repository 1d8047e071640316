import CLinux
import Foundation

/// A TCP connection to this machine that carries messages with their length in two bytes, big-endian, in front.
/// Closed when the value goes.
struct LoopbackConnection: ~Copyable {
    let descriptor: Int32

    /// Nil when nobody listens.
    init?(port: UInt16) {
        let opened = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard opened >= 0 else { return nil }
        guard ra_connect_loopback(opened, port) == 0 else {
            close(opened)
            return nil
        }
        // Last: from here on `deinit` closes it, also where nil is returned. A second time would close another's.
        descriptor = opened
        set(TCP_NODELAY)
    }

    deinit {
        close(descriptor)
    }

    /// Nil when the other side has closed or the connection was shut down.
    func receiveMessage() -> [UInt8]? {
        guard let header = receive(count: 2) else { return nil }
        return receive(count: Int(header[0]) << 8 | Int(header[1]))
    }

    /// - Returns: false when the message is too long for its length field, or the other side has closed.
    func send(message: [UInt8]) -> Bool {
        guard let length = UInt16(exactly: message.count) else { return false }
        let bytes = [UInt8(length >> 8), UInt8(length & 0xFF)] + message
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else {
                if errno == EINTR { continue }
                return false
            }
            sent += count
        }
        return true
    }

    private func receive(count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var received = 0
        while received < count {
            let read = bytes[received...].withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if read < 0, errno == EINTR { continue }
            guard read > 0 else { return nil }
            received += read
            // vpcd sends a message's parts one by one without TCP_NODELAY: without an acknowledgement at once each
            // APDU takes 44 ms. The kernel clears the option by itself (tcp(7)).
            set(TCP_QUICKACK)
        }
        return bytes
    }

    private func set(_ option: Int32) {
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), option, &on, socklen_t(MemoryLayout<Int32>.size))
    }
}
