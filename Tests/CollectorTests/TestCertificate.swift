import Foundation
import TestSupport

/// A certificate of this computer's own for 127.0.0.1, in files.
struct TestCertificate {
    private let folder: Janitor
    let certificate: String
    private let key: String

    init() throws {
        folder = try Janitor()
        (certificate, key) = (folder.folder + "/certificate.pem", folder.folder + "/key.pem")
        try ChildProcess([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out",
            certificate,
        ]).waitUntilEnded()
    }

    /// A line of a collector's settings.
    var settings: String { "tls: {certificate: \(certificate), key: \(key)}" }

    /// Whether `openssl` comes to an agreement with a server at this port.
    func connects(to port: Int, _ options: [String] = []) async throws -> Bool {
        try await RaProcess.run(
            program: "/usr/bin/openssl",
            ["s_client", "-connect", "127.0.0.1:\(port)", "-CAfile", certificate, "-verify_return_error"] + options
        ).exitStatus == 0
    }
}
