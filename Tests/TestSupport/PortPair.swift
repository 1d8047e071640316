import CLinux
import Foundation

/// Two TCP ports, one after the other, that nobody else gets as long as this value lives.
///
/// Both stay bound, without listening. They are bound plainly, so that another `PortPair` can't have them too, and get
/// `SO_REUSEADDR` only afterwards, which lets a driver that sets the option listen on them (socket(7)).
final class PortPair: Sendable {
    let first: UInt16
    private let sockets: [Int32]

    /// Ports below the kernel's range for outgoing connections (ip_local_port_range, 32768 on).
    init() throws(TestSupportFailure) {
        for _ in 0..<200 {
            let port = UInt16.random(in: 10_000..<16_000) * 2
            if let one = PortPair.bound(to: port) {
                if let other = PortPair.bound(to: port + 1) {
                    first = port
                    sockets = [one, other]
                    return
                }
                close(one)
            }
        }
        throw TestSupportFailure("no two neighbouring TCP ports are free between 20000 and 32000")
    }

    deinit {
        for socket in sockets { close(socket) }
    }

    private static func bound(to port: UInt16) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var on: Int32 = 1
        guard ra_bind_everywhere(descriptor, port) == 0,
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size)) == 0
        else {
            close(descriptor)
            return nil
        }
        return descriptor
    }
}
