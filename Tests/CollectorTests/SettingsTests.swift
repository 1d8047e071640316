import Foundation
import TestSupport
import Testing

/// What the settings name and can't be used is their mistake (65), and neither a fault of the program nor of a server.
@Suite struct SettingsTests {
    private func certificate(_ folder: Janitor, _ name: String) throws -> (certificate: String, key: String) {
        let (certificate, key) = ("\(folder.folder)/\(name).pem", "\(folder.folder)/\(name).key")
        try ChildProcess([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2", "-subj", "/CN=localhost", "-keyout", key, "-out", certificate,
        ]).waitUntilEnded()
        return (certificate, key)
    }

    @Test(.timeLimit(.minutes(2))) func `a certificate that can't be served is a mistake in the settings`() async throws
    {
        let settings = try TestCollector.emptyDatabase()
        let folder = try Janitor()
        let (own, other) = (try certificate(folder, "own"), try certificate(folder, "other"))
        let junk = folder.folder + "/junk.pem"
        try Data("junk".utf8).write(to: URL(fileURLWithPath: junk))
        let pairs = [
            (own.certificate, other.key), (folder.folder + "/none.pem", own.key), (junk, own.key),
            (own.certificate, junk), (own.certificate, folder.folder + "/none.key"),
        ]
        for (number, pair) in pairs.enumerated() {
            let server = try CollectorProcess(
                settings, name: "config\(number)", more: "tls: {certificate: \(pair.0), key: \(pair.1)}")
            let outcome = try await server.run(["serve"])
            #expect(outcome.exitStatus == 65, "\(pair): \(outcome)")
            #expect(outcome.standardError.contains("The certificate and its key can't be used"), "\(outcome)")
        }
    }

    @Test func `what can't be served is refused before a key is made`() async throws {
        let server = try CollectorProcess("host=/nowhere", name: "beyond")
        let text = try String(contentsOfFile: server.configuration, encoding: .utf8)
        try Data(text.replacing("127.0.0.1:0", with: "0.0.0.0:0").utf8).write(
            to: URL(fileURLWithPath: server.configuration))
        #expect(try await server.run(["serve"]).exitStatus == 65)
        #expect(!FileManager.default.fileExists(atPath: server.folder.folder + "/key"))
    }

    @Test func `a database address that can't be read is a mistake in the settings`() async throws {
        for database in ["postgresql:///x?host=/nowhere&foo=bar", "postgresql://[::1", "host=/nowhere foo=bar"] {
            let outcome = try await CollectorProcess("'\(database)'").run(["status"])
            #expect(outcome.exitStatus == 65, "\(database): \(outcome)")
            #expect(outcome.standardError.contains("'database' in the settings"), "\(outcome)")
        }
        // This one can be read; nobody is there.
        let away = try await CollectorProcess("postgresql:///x?host=/nowhere").run(["status"])
        #expect(away.exitStatus == 69, "\(away)")
    }
}
