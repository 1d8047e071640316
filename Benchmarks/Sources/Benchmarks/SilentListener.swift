import CLinux
import Foundation
import TestSupport

/// A port at which connections come about, and nobody ever says anything.
final class SilentListener: Sendable {
    let port: UInt16
    private let descriptor: Int32

    /// Below the kernel's range for outgoing connections (ip_local_port_range, 32768 on).
    init() throws {
        for _ in 0..<200 {
            let port = UInt16.random(in: 20_000..<32_000)
            let descriptor = socket(
                AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            if descriptor >= 0, ra_bind_everywhere(descriptor, port) == 0, listen(descriptor, 64) == 0 {
                (self.port, self.descriptor) = (port, descriptor)
                return
            }
            close(descriptor)
        }
        throw TestSupportFailure("no TCP port is free between 20000 and 32000")
    }

    deinit { close(descriptor) }

    /// Whether somebody has connected.
    var wasAsked: Bool {
        let connection = accept(descriptor, nil, nil)
        if connection >= 0 { close(connection) }
        return connection >= 0
    }
}
