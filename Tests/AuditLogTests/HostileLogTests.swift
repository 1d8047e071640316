import Foundation
import GRDB
import HostileLogs
import Instants
import JSON
import TestSupport
import Testing

@testable import AuditLog

/// found: F12. What is read from a log is bounded before it is believed.
@Suite struct HostileLogTests {
    private static let endless = """
        WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)
        SELECT n AS seq, '{}' AS body, x'00' AS tree, 'a' AS time, 'b' AS event, 'c' AS session, 'd' AS operator FROM c
        """

    /// What takes longer has no end; other tests run beside this one.
    private static let patience: Duration = .seconds(20)

    /// Does what `ra audit` does. Returns the longest that anything took.
    private func readAll(_ path: String) async -> Duration {
        let clock = ContinuousClock()
        let listed = await clock.measure {
            guard let reader = try? await LogReader.open(at: path) else { return }
            _ = try? await reader.all()
            _ = try? await reader.all(newestFirst: true)
            _ = try? await reader.verifierKeys()
        }
        let verified = await clock.measure { _ = try? await LogVerifier.verify(path) }
        let opened = await clock.measure { _ = try? await AuditLog.open(at: path, context: .desk) }
        return max(listed, verified, opened)
    }

    @Test(arguments: [
        "DROP TABLE event; CREATE VIEW event AS \(endless)",
        "DROP TABLE checkpoint; CREATE VIEW checkpoint AS SELECT seq AS number, seq AS size, body AS note FROM (\(endless))",
        """
        PRAGMA writable_schema = ON;
        UPDATE sqlite_master SET type = 'view', rootpage = 0, sql = 'CREATE VIEW event AS \(endless.replacing("'", with: "''"))'
        WHERE name = 'event'
        """,
    ])
    func `a view in the place of a table that never ends is refused at once`(sql: String) async throws {
        let scratch = try await Scratch.withFiftyEvents()
        try scratch.execute(sql)
        #expect(await readAll(scratch.log) < Self.patience)
        await #expect(throws: AuditLogError.self) { try await LogReader.open(at: scratch.log) }
        #expect(try await !LogVerifier.verify(scratch.log).isSound)
    }

    @Test func `a body of 300 MB is never in memory`() async throws {
        let scratch = try await Scratch.withFiftyEvents()
        // By another program: SQLite's memory is bounded in this one.
        let script = """
            import sqlite3, sys
            db = sqlite3.connect(sys.argv[1], isolation_level=None)
            db.execute('PRAGMA ignore_check_constraints = ON'); db.execute('DROP TRIGGER event_no_update')
            db.execute("DROP INDEX event_time"); db.execute("DROP INDEX event_event")
            for name in 'session', 'operator', 'subject', 'intent': db.execute(f'DROP INDEX event_{name}')
            db.execute(\"""
                UPDATE event SET body = '{"seq":20,"x":"' || replace(hex(zeroblob(150000000)), '0', 'x') || '"}' WHERE seq = 20
                \""")
            """
        let python = try await RaProcess.run(program: "/usr/bin/python3", ["-c", script, scratch.log])
        #expect(python.exitStatus == 0, "\(python.standardError)")
        #expect(try #require(FileManager.default.attributesOfItem(atPath: scratch.log)[.size] as? Int) > 300_000_000)
        for arguments in [["list"], ["export"], ["list", "--format", "csv"], ["verify"]] {
            let words = (["audit"] + arguments + ["--audit-log", scratch.log]).map { "'\($0)'" }.joined(separator: " ")
            let outcome = try await RaProcess.run(
                program: "/bin/sh", ["-c", "ulimit -v 2000000; exec '\(RaProcess.path)' \(words)"],
                environment: ["TMPDIR": scratch.folder])
            let text = outcome.standardOutput + outcome.standardError
            #expect(text.contains("a value is longer than 256 KiB"), "\(arguments): \(text.suffix(300))")
            #expect(outcome.exitStatus == (arguments == ["verify"] ? 1 : 74))
        }
    }

    @Test(arguments: [33, 600, 990, 100_000])
    func `deep JSON is refused by its depth, and the other events are shown`(depth: Int) async throws {
        let scratch = try await Scratch.withFiftyEvents()
        let deep = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        // SQLite itself reads no JSON deeper than 2,000, and from 3.45 on than 1,000; what it can't read is in no index.
        let body = depth < 1_000 ? "'{\"seq\":20,\"event\":\"x\",\"deep\":\(deep)}'" : "'\(deep.prefix(60_000))'"
        try? scratch.tamper("PRAGMA ignore_check_constraints = ON; UPDATE event SET body = \(body) WHERE seq = 20")
        #expect(await readAll(scratch.log) < Self.patience)
        guard depth < 1_000 else { return }
        #expect(throws: UnreadableEvent.self) {
            try StoredEvent(seq: 20, body: String(body.dropFirst().dropLast())).json()
        }
        let list = try await RaProcess.run(["audit", "list", "--limit", "0", "--audit-log", scratch.log])
        #expect(list.exitStatus == 0)
        #expect(list.standardOutput.contains("20 ?") && list.standardOutput.contains("unreadable"))
        #expect(list.standardOutput.split(separator: "\n").count == 1 + 52 + 1)
        let csv = try await RaProcess.run(["audit", "list", "--format", "csv", "--audit-log", scratch.log])
        #expect(csv.standardOutput.contains("20,,(unreadable"))
        #expect(try await LogVerifier.verify(scratch.log).firstBadEvent == 20)
    }

    @Test func `what this program would not read, it doesn't write`() async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        var deep = JSONValueNest.nested(LogBounds.bodyDepth - 2)
        let stored = try await log.append(AuditEvent(.factAnswered, details: ["a": deep]))
        #expect(try stored.json()["seq"] == .integer(stored.seq))
        deep = JSONValueNest.nested(LogBounds.bodyDepth - 1)
        let error = await #expect(throws: AuditLogError.self) {
            try await log.append(AuditEvent(.factAnswered, details: ["a": deep]))
        }
        #expect(error?.reason == .mistake(.tooDeep))
        #expect(try await LogVerifier.verify(scratch.log).findings == [])
    }

    @Test func `an event at the end of all numbers neither stops nor delays the list`() async throws {
        let scratch = try await Scratch.withFiftyEvents()
        try scratch.tamper(
            """
            PRAGMA ignore_check_constraints = ON;
            INSERT INTO event (seq, body, tree) SELECT 9223372036854775807, body, tree FROM event WHERE seq = 3;
            INSERT INTO event (seq, body, tree) SELECT -9223372036854775808, body, tree FROM event WHERE seq = 3
            """)
        #expect(await readAll(scratch.log) < Self.patience)
        var query = EventQuery()
        query.since = .init(secondsSince1970: 0)
        let reader = try await LogReader.open(at: scratch.log)
        #expect(try await reader.all(query).count >= 52)
    }

    // found: F12
    @Test func `names inside details are escaped on the terminal`() async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        let stored = try await log.append(
            AuditEvent(
                .factAnswered, session: "s",
                details: ["\u{1b}[2J": "x", "in": ["\u{9b}A": ["\u{202e}b": "\u{7}"]], "\u{1b}]0;t\u{7}": ["\u{1b}c"]]))
        for arguments in [["show", String(stored.seq)], ["show", "s", "--full"], ["list"]] {
            let outcome = try await RaProcess.run(["audit"] + arguments + ["--audit-log", scratch.log])
            #expect(outcome.exitStatus == 0)
            #expect(
                !outcome.standardOutput.unicodeScalars.contains {
                    $0.value < 0x20 && $0 != "\n" || (0x7f...0x9f).contains($0.value) || $0.value == 0x202e
                })
        }
    }

    /// A sample; `make fuzz-logs` makes two hundred thousand.
    @Test func `hostile logs made from SQL are read to an end, whatever is in them`() async throws {
        let scratch = try Scratch()
        let first = UInt64.random(in: 0...1 << 40)
        let figures = try await HostileLogs(in: scratch.folder, limit: Self.patience).run(seeds: first..<first + 100)
        #expect(figures.logs == 100 && figures.readable > 20, "\(figures)")
        #expect(figures.slow.isEmpty, "\(figures.slow), from seed \(first)")
    }

    /// The quick reader of some members agrees with the one that reads all.
    @Test func `the columns of a table are the members of the events`() async throws {
        let scratch = try await Scratch.withFiftyEvents()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        try await log.append(
            AuditEvent(.factAnswered, action: "a\"\\\n\u{1f}é", readers: ["x,\"y", "é"], details: ["k": ["]", "}"]]))
        let names = ["seq", "time", "readers", "action", "simulated", "subject", "nothing", "intent", "workstation"]
        let fields = BodyFields(names)
        for event in try await LogReader.open(at: scratch.log).all() {
            let json = try event.json()
            #expect(try fields.values(of: event) == names.map { json[$0] ?? .null })
        }
        for body in [
            "{}", "{\"a\":1}", "{\"seq\":2,\"action\":\"z\"}", "{\"seq\":{\"a\":\"}\"},\"time\":[1,\"x\",null]}",
        ] {
            let event = StoredEvent(seq: 1, body: body)
            let json = try event.json()
            let expected = names.map { json[$0]?.object == nil ? json[$0] ?? .null : .object([:]) }
            #expect(try fields.values(of: event) == expected, "\(body)")
        }
        for body in ["", "{", "[]", "{\"seq\":}", "{\"seq\"", "null"] {
            #expect(throws: UnreadableEvent.self) { try fields.values(of: StoredEvent(seq: 1, body: body)) }
        }
    }
}
