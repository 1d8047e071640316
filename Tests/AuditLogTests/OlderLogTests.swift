import Foundation
import TestSupport
import Testing

@testable import AuditLog

/// found: F10. A log that an older program made stays readable: `Fixtures/logs/v1` is of schema version 1.
@Suite struct OlderLogTests {
    private static let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures/logs/v1")

    private func fixture(_ name: String) throws -> String {
        try String(contentsOf: Self.fixture.appendingPathComponent(name), encoding: .utf8)
    }

    /// A copy that nobody may write.
    private func copy() throws -> Scratch {
        let scratch = try Scratch()
        try FileManager.default.copyItem(
            atPath: Self.fixture.appendingPathComponent("audit.sqlite").path, toPath: scratch.log)
        chmod(scratch.log, 0o444)
        return scratch
    }

    @Test func `a read-only copy of a log of version 1 is listed, verified and exported byte for byte`() async throws {
        let scratch = try copy()
        chmod(scratch.folder, 0o555)
        defer { chmod(scratch.folder, 0o700) }
        func ra(_ arguments: String...) async throws -> RaProcess.Outcome {
            try await RaProcess.run(["audit"] + arguments + ["--audit-log", scratch.log])
        }
        let key = try fixture("key.txt").trimmingCharacters(in: .newlines)
        let checkpoint = Self.fixture.appendingPathComponent("checkpoint.txt").path
        #expect(try await ra("export").standardOutput == fixture("export.jsonl"))
        #expect(try await ra("list").standardOutput.contains("→ assisted-unlock"))
        #expect(try await ra("key").standardOutput == key + "\n")
        #expect(try await ra("checkpoint").standardOutput == fixture("checkpoint.txt"))
        let verified = try await ra("verify", "--against", checkpoint, "--key", key)
        #expect(verified.exitStatus == 0, "\(verified.standardOutput)\(verified.standardError)")
        #expect(verified.standardOutput.contains("Sound: 19 events"))
        #expect(verified.standardOutput.contains("vouches for events 1 to 19"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder) == ["audit.sqlite"])
    }

    /// As the second version will be, whatever it is.
    private static let later = Schema(
        steps: Schema.current.steps + ["CREATE TABLE cosignature (number INTEGER) STRICT;"])

    @Test func `a program with a later schema reads the older one as it is`() async throws {
        let scratch = try copy()
        let before = FileManager.default.contents(atPath: scratch.log)
        let reader = try await LogReader.open(at: scratch.log, schema: Self.later)
        #expect(try await reader.all().map(\.body).joined(separator: "\n") + "\n" == fixture("export.jsonl"))
        #expect(FileManager.default.contents(atPath: scratch.log) == before)
    }

    @Test func `each version's own shape is what an older log is compared with`() async throws {
        let scratch = try copy()
        chmod(scratch.log, 0o600)
        try scratch.execute("DROP TABLE event")
        await #expect(throws: AuditLogError.self) {
            try await LogReader.open(at: scratch.log, schema: Self.later)
        }
    }

    @Test func `a log of version 1 is written on by this program`() async throws {
        let scratch = try copy()
        chmod(scratch.log, 0o600)
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        #expect(try await log.append(.sample()).seq > 19)
        #expect(try await LogVerifier.verify(scratch.log).findings == [])
    }
}
