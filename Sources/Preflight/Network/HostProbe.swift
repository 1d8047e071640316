import CLinux
import Foundation

/// How far a connection to a host gets: name, TCP, TLS.
public enum HostReach: Sendable, Hashable {
    /// As far as is asked for. The first address that answered.
    case reached(address: String)
    /// No address for the name.
    case nameUnknown(String)
    /// No address took the connection; the last one's error.
    case noConnection(address: String, String)
    /// TLS failed, or the certificate isn't one that this computer trusts for the name.
    case tlsFailed(address: String, String)
    /// There is no openssl(1) to try TLS with; TCP works.
    case tlsNotTried(address: String)
}

/// Tries a connection, in a bounded time. Sends nothing but what the handshakes need.
public struct HostProbe: Sendable {
    public let host: NetworkHost
    /// For each step: name, TCP, TLS.
    public let seconds: Int

    public init(_ host: NetworkHost, seconds: Int = 4) {
        self.host = host
        self.seconds = seconds
    }

    /// Blocks, at most three times the limit.
    public func look() -> HostReach {
        let host = host
        guard let lookup = withDeadline(.seconds(seconds), { SocketAddress.resolve(host.name, port: host.port) }) else {
            return .nameUnknown("no answer within \(seconds) seconds")
        }
        let addresses: [SocketAddress]
        switch lookup {
        case .success(let found): addresses = found
        case .failure(let error): return .nameUnknown(error.message)
        }
        var last = HostReach.nameUnknown("no address")
        let end = ContinuousClock.now + .seconds(seconds)
        for address in addresses where ContinuousClock.now < end {
            let left = Int32(max(1, (end - ContinuousClock.now) / .milliseconds(1)))
            if let error = address.errorConnecting(milliseconds: left) {
                last = .noConnection(address: address.text, error)
            } else {
                return host.usesTLS
                    ? TLSProbe(host: host, seconds: seconds).look(address.text)
                    : .reached(address: address.text)
            }
        }
        return last
    }
}

/// An address as connect(2) takes it.
struct SocketAddress: Sendable {
    let bytes: [UInt8]
    let family: Int32
    /// For people: `192.0.2.1`.
    let text: String

    struct LookupError: Error {
        let message: String
    }

    /// The addresses of a name, in the system's order (getaddrinfo(3)). Blocks.
    static func resolve(_ name: String, port: UInt16) -> Result<[SocketAddress], LookupError> {
        var addresses: [SocketAddress] = []
        let code = withUnsafeMutablePointer(to: &addresses) { list in
            ra_resolve(name, port, list) { list, family, address, length, text in
                guard let list, let address, let text else { return }
                let bytes = UnsafeRawBufferPointer(start: address, count: Int(length))
                list.assumingMemoryBound(to: [SocketAddress].self).pointee.append(
                    SocketAddress(bytes: Array(bytes), family: family, text: String(cString: text)))
            }
        }
        guard code == 0 else { return .failure(LookupError(message: String(cString: gai_strerror(code)))) }
        return .success(addresses)
    }

    /// What went wrong; nil when the connection was made (and closed again).
    func errorConnecting(milliseconds: Int32) -> String? {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return String(cString: strerror(errno)) }
        defer { close(descriptor) }
        let result = bytes.withUnsafeBytes { ra_connect(descriptor, $0.baseAddress, UInt32($0.count)) }
        if result == 0 { return nil }
        guard errno == EINPROGRESS else { return String(cString: strerror(errno)) }
        guard ra_wait_until_writable(descriptor, milliseconds) > 0 else { return "no answer in time" }
        var error: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length)
        return error == 0 ? nil : String(cString: strerror(error))
    }
}

/// A TLS handshake by openssl(1), which every Debian with `ca-certificates` has. It trusts the authorities of
/// `/etc/ssl/certs` and knows no proxy. A browser has authorities and proxy settings of its own, so it may reach a host
/// that this doesn't, and the other way round.
struct TLSProbe {
    let host: NetworkHost
    let seconds: Int
    /// What is read of openssl's words at most, in bytes; it has some hundreds.
    private static let mostOutput = 1 << 16

    func look(_ address: String) -> HostReach {
        let openssl = "/usr/bin/openssl"
        guard access(openssl, X_OK) == 0 else { return .tlsNotTried(address: address) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: openssl)
        process.arguments = [
            "s_client", "-brief", "-connect", "\(host.name):\(host.port)", "-servername", host.name,
            "-verify_hostname", host.name, "-verify_return_error",
        ]
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = output
        do {
            try process.run()
        } catch {
            return .tlsNotTried(address: address)
        }
        let reading = output.fileHandleForReading
        let text = withDeadline(.seconds(seconds)) {
            String(decoding: (try? reading.read(upToCount: Self.mostOutput)) ?? Data(), as: UTF8.self)
        }
        // Not terminate(): a child may inherit that signal blocked.
        if text.map({ $0.utf8.count >= Self.mostOutput }) ?? true { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        guard let text else { return .tlsFailed(address: address, "no answer within \(seconds) seconds") }
        if process.terminationStatus == 0 { return .reached(address: address) }
        let line = text.split(separator: "\n").first {
            $0.hasPrefix("verify error:") || $0.contains("Verification")
        }
        let reason = line.map { $0.split(separator: ":").last.map(String.init) ?? String($0) }
        return .tlsFailed(address: address, reason ?? "the handshake failed")
    }
}
