import Foundation
import Instants
import JSON
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

    @Test(arguments: [
        ("list.txt", ["list", "--limit", "0"]), ("list.csv", ["list", "--format", "csv"]), ("show.txt", ["show"]),
        ("show-full.txt", ["show", "--full"]),
    ])
    func `a log of version 1 is told in the words in which it was always told`(
        file: String, arguments: [String]
    ) async throws {
        let scratch = try copy()
        let shown = try await RaProcess.run(["audit"] + arguments + ["--audit-log", scratch.log])
        #expect(try shown.standardOutput == fixture(file))
    }

    @Test func `an event of version 1 is read as what it means today, and written as it was`() async throws {
        let scratch = try copy()
        let events = try await LogReader.open(at: scratch.log).all().map { try $0.logged() }
        var kept: [Int64: [String: JSONValue]] = [:]
        for (event, line) in zip(events, try fixture("export.jsonl").split(separator: "\n")) {
            #expect(try event.originalLine() == line)
            let unread = event.unread
            if !unread.body.kept.isEmpty { kept[event.seq] = unread.body.kept }
            if !unread.details.kept.isEmpty { kept[event.seq] = unread.details.kept }
        }
        #expect(
            kept == [
                4: ["ready": true], 6: ["uuidSource": "piv"], 8: ["uuidSource": "piv"], 16: ["route": .null],
                17: ["uuidSource": "piv"], 18: ["route": .null],
            ], "what is written otherwise today; nothing else isn't understood")
        #expect(events[3].details as? PreflightRun == PreflightRun(ready: ["unlock": true], blockers: [], failed: []))
        #expect((events[7].details as? CardRead)?.uuidReadBy == "piv")
        #expect(events[15].route == "assisted-unlock" && events[17].route == "assisted-unlock")
        #expect((events[4].details as? SessionStarted)?.holderCardIsHere == true)
        #expect(events[14].decision?.readers == 2)
        #expect((events[17].details as? OutcomeReached)?.steps.count == 7 && events[17].outcome == .verified)
    }

    @Test func `a report on a log of version 1 counts what it always counted`() async throws {
        let scratch = try copy()
        let reader = try await LogReader.open(at: scratch.log)
        let month = try #require(CivilMonth(iso8601: "2026-11"))
        let report = try await reader.report(on: month, now: UTCInstant(secondsSince1970: 1_796_000_000))
        #expect(try report.json.line() + "\n" == fixture("report.json"))
    }

    /// As the next version will be, whatever it is.
    private static let later = Schema(
        steps: Schema.current.steps + ["CREATE TABLE more (number INTEGER) STRICT;"])

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
