import AuditLog
import Collector
import Foundation
import PostgreSQL
import TestSupport
import Testing

/// Keys that others may read are no keys.
@Suite struct KeyFileTests {
    @Test(arguments: ["key", "key.statements"], [0o640, 0o604, 0o620, 0o644])
    func `a key that others may touch is refused`(_ name: String, _ mode: Int) throws {
        let folder = try Janitor()
        let path = folder.folder + "/key"
        _ = try CollectorKeys.make(name: "w", path: path)
        _ = try CollectorKeys(name: "w", path: path)
        try FileManager.default.setAttributes(
            [.posixPermissions: mode], ofItemAtPath: "\(folder.folder)/\(name)")
        #expect(throws: CollectorKeyError.self) { try CollectorKeys(name: "w", path: path) }
        #expect(throws: CollectorKeyError.self) { try CollectorKeys.make(name: "w", path: path) }
    }

    @Test(.timeLimit(.minutes(1))) func `the command says which mode it wants`() async throws {
        let server = try CollectorProcess("dbname=x")
        #expect(try await server.run(["key"]).exitStatus == 0)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: "\(server.folder.folder)/key")
        let outcome = try await server.run(["key"])
        #expect(outcome.exitStatus == 65 && outcome.standardError.contains("0600"), "\(outcome)")
    }
}
