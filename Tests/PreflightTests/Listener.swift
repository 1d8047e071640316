import CLinux
import Foundation
import TestSupport
import Testing

/// A TCP socket on this computer that takes connections and says nothing.
final class Listener {
    let port: UInt16
    private var descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(ra_bind_loopback(descriptor, 0) == 0 && listen(descriptor, 8) == 0)
        port = ra_bound_port(descriptor)
    }

    func close() {
        if descriptor >= 0 { Foundation.close(descriptor) }
        descriptor = -1
    }

    deinit { close() }
}

/// openssl's own TLS server, with a certificate made for `localhost` that only its maker trusts.
final class TLSServer {
    let port: UInt16
    /// The certificate, which a client may choose to trust.
    let certificate: String
    private let process = ChildProgram()

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ra-tls-\(UUID())").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        certificate = folder + "/cert.pem"
        try TLSServer.openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", folder + "/key.pem", "-out",
            certificate)
        let free = try Listener()
        port = free.port
        free.close()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = [
            "s_server", "-quiet", "-accept", "127.0.0.1:\(port)", "-cert", certificate, "-key", folder + "/key.pem",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit { process.send(SIGKILL) }

    private static func openssl(_ arguments: String...) throws {
        let process = ChildProgram()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}
