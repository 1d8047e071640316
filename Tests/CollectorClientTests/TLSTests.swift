import AuditLog
import Foundation
import TestSupport
import Testing

/// Whom the desk trusts: the certificates that the settings name, and nobody beside them; TLS 1.2 or newer.
@Suite struct TLSTests {
    private let key = SigningKey(name: "collector.example/w1", algorithm: .cosignature).verifierKey

    /// A certificate that vouches for itself.
    private func certificate(_ folder: String, _ name: String) async throws -> (certificate: String, key: String) {
        let (certificate, key) = (folder + "/\(name).pem", folder + "/\(name).key")
        let made = try await RaProcess.run(
            program: "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
            ])
        try #require(made.exitStatus == 0, "\(made.standardError)")
        return (certificate, key)
    }

    private func server(
        _ folder: String, _ pair: (certificate: String, key: String), newest: String
    ) async throws -> (process: ChildProcess, port: String) {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "tls_server.py").path()
        let log = folder + "/port-\(newest)"
        let process = try ChildProcess(
            ["setpriv", "--pdeathsig", "KILL", "python3", "-W", "ignore", script, pair.certificate, pair.key, newest],
            log: log)
        var port = ""
        try await eventually("the server listens") {
            port = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            return port.hasSuffix("\n")
        }
        return (process, String(port.dropLast()))
    }

    @Test func `only a certificate that the settings vouch for is trusted, for its own name, from TLS 1.2 on`()
        async throws
    {
        let desk = try await TestLog()
        let (own, other) = (
            try await certificate(desk.folder, "own"), try await certificate(desk.folder, "other")
        )
        let (modern, port) = try await server(desk.folder, own, newest: "TLSv1_3")
        let (old, oldPort) = try await server(desk.folder, own, newest: "TLSv1_1")
        let (middle, middlePort) = try await server(desk.folder, own, newest: "TLSv1_2")
        defer { for process in [modern, old, middle] { process.send(SIGKILL) } }
        func status(_ url: String, ca: String?) async throws -> Int32? {
            try desk.write(settings: url, key: key, more: ca.map { "  ca: \($0)\n" } ?? "")
            return try await desk.ra("audit", "push").exitStatus
        }
        #expect(try await status("https://localhost:\(port)", ca: own.certificate) == 0)
        #expect(try await status("https://localhost:\(middlePort)", ca: own.certificate) == 0)
        #expect(try await status("https://localhost:\(oldPort)", ca: own.certificate) == 69)
        #expect(try await status("https://localhost:\(port)", ca: other.certificate) == 69)
        #expect(try await status("https://localhost:\(port)", ca: nil) == 69, "nobody that the system trusts made it")
        #expect(try await status("https://127.0.0.1:\(port)", ca: own.certificate) == 69, "another name")
        #expect(try await status("https://localhost:\(port)", ca: desk.folder + "/none.pem") == 65)
    }

    @Test func `a file without certificates is a mistake in the settings, and no library's words reach a user`()
        async throws
    {
        let desk = try await TestLog()
        let (own, other) = (
            try await certificate(desk.folder, "own"), try await certificate(desk.folder, "other")
        )
        let (process, port) = try await server(desk.folder, own, newest: "TLSv1_3")
        defer { process.send(SIGKILL) }
        func push(_ host: String, ca: String) async throws -> RaProcess.Outcome {
            try desk.write(settings: "https://\(host):\(port)", key: key, more: "  ca: \(ca)\n")
            return try await desk.ra("audit", "push")
        }
        let junk = desk.folder + "/junk.pem"
        for text in ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            try text.write(toFile: junk, atomically: true, encoding: .utf8)
            let outcome = try await push("localhost", ca: junk)
            #expect(outcome.exitStatus == 65 && outcome.standardError.contains("holds no certificates"), "\(outcome)")
        }
        let untrusted = try await push("localhost", ca: other.certificate)
        #expect(untrusted.exitStatus == 69 && untrusted.standardError.contains("isn't trusted here"), "\(untrusted)")
        let misnamed = try await push("127.0.0.1", ca: own.certificate)
        #expect(misnamed.exitStatus == 69 && misnamed.standardError.contains("is for another name"), "\(misnamed)")
        for outcome in [untrusted, misnamed] {
            #expect(!outcome.standardError.contains("SSL") && !outcome.standardError.contains(".cc"), "\(outcome)")
        }
    }
}
