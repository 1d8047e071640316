import Foundation
import GRDB
import Testing

@testable import AuditLog

/// found: P8. What the database was told is not taken for what it did.
@Suite struct WriterGuardTests {
    static let triggers = [
        // The one that was found: an intent that leaves no trace.
        """
        CREATE TRIGGER zz BEFORE INSERT ON event WHEN json_extract(NEW.body, '$.event') IN ('intent', 'outcome')
        BEGIN SELECT RAISE(IGNORE); END
        """,
        "CREATE TRIGGER zz BEFORE INSERT ON event BEGIN SELECT RAISE(IGNORE); END",
        "CREATE TRIGGER aa AFTER INSERT ON event BEGIN UPDATE event SET body = replace(body, 'unlock', 'renew') WHERE seq = NEW.seq; END",
        "CREATE TRIGGER aa AFTER INSERT ON event BEGIN DELETE FROM event WHERE seq = NEW.seq; END",
        """
        DROP TRIGGER event_in_order;
        CREATE TRIGGER event_in_order BEFORE INSERT ON event BEGIN SELECT RAISE(IGNORE); END
        """,
        """
        ALTER TABLE event RENAME TO kept; CREATE VIEW event AS SELECT * FROM kept;
        CREATE TRIGGER zz INSTEAD OF INSERT ON event BEGIN SELECT 1; END
        """,
        "CREATE TABLE notes (a); CREATE TRIGGER zz AFTER INSERT ON event BEGIN INSERT INTO notes VALUES (1); END",
        "DROP INDEX event_intent", "CREATE VIEW temp_event AS SELECT 1", "DROP TRIGGER event_no_delete",
    ]

    private func open(_ scratch: Scratch) async throws -> AuditLog {
        try await AuditLog.open(at: scratch.log, context: .desk)
    }

    private func expectRefused(_ body: () async throws -> Void) async {
        let error = await #expect(throws: AuditLogError.self) { try await body() }
        #expect(error.map { $0.stored == nil || $0.stored == .no } == true)
        switch error?.reason {
        case .altered: break
        default: Issue.record("\(String(describing: error))")
        }
    }

    @Test(arguments: triggers)
    func `with an altered schema no session begins`(sql: String) async throws {
        let scratch = try await Scratch.withFiftyEvents()
        try scratch.execute(sql)
        await expectRefused { _ = try await open(scratch) }
        await expectRefused { _ = try await AuditLog.rehearse(at: scratch.log, context: .desk) }
    }

    @Test(arguments: triggers)
    func `a schema that is altered in the middle of a session stops the next event, and nothing claims it`(
        sql: String
    ) async throws {
        let scratch = try Scratch()
        let log = try await open(scratch)
        let last = try await log.append(.sample()).seq
        try scratch.execute(sql)
        await expectRefused { try await log.append(AuditEvent(.intent, session: "s", action: "unlock")) }
        await expectRefused { _ = try await log.checkpoint() }
        // Put right, the log goes on where it was.
        guard sql.hasPrefix("CREATE TRIGGER") else { return }
        try scratch.execute("DROP TRIGGER \(sql.contains("TRIGGER zz") ? "zz" : "aa")")
        #expect(try await log.append(.sample()).seq == last + 1)
        #expect(try await LogVerifier.verify(scratch.log).findings == [])
    }

    @Test func `a trigger on checkpoints stops the checkpoint`() async throws {
        let scratch = try Scratch()
        let log = try await open(scratch)
        try scratch.execute("CREATE TRIGGER zz BEFORE INSERT ON checkpoint BEGIN SELECT RAISE(IGNORE); END")
        await expectRefused { _ = try await log.checkpoint() }
        #expect(try scratch.query("SELECT number FROM checkpoint").isEmpty)
    }

    /// Whoever resets SQLite's own count of changes hides the change from who only counts.
    @Test func `an altered schema under an unaltered number of changes drops nothing unseen`() async throws {
        let scratch = try Scratch()
        let log = try await open(scratch)
        let version = try scratch.query("PRAGMA schema_version")[0]
        try scratch.execute("CREATE TRIGGER zz BEFORE INSERT ON event BEGIN SELECT RAISE(IGNORE); END")
        try scratch.execute("PRAGMA schema_version = \(version)")
        let stored = try? await log.append(AuditEvent(.intent, session: "s", action: "unlock"))
        let bodies = try scratch.query("SELECT body FROM event WHERE event = 'intent'")
        #expect(bodies == (stored.map { [$0.body] } ?? []))
        // Any new session sees it.
        await expectRefused { _ = try await open(scratch) }
    }

    /// Triggers of somebody's own connection are gone with it.
    @Test func `another program's temporary trigger does nothing to this one's events`() async throws {
        let scratch = try Scratch()
        let log = try await open(scratch)
        let other = try DatabaseQueue(path: scratch.log)
        try await other.write { db in
            try db.execute(
                sql: "CREATE TEMP TRIGGER zz BEFORE INSERT ON main.event BEGIN SELECT RAISE(IGNORE); END")
        }
        let stored = try await log.append(.sample())
        #expect(try scratch.query("SELECT body FROM event WHERE seq = \(stored.seq)") == [stored.body])
        #expect(try await LogVerifier.verify(scratch.log).findings == [])
    }

    // found: F11
    @Test(arguments: ["removed", "emptied", "exchanged", "put back"])
    func `a log that is not the one that was opened gets no more events of that session`(how: String) async throws {
        let scratch = try await Scratch.withFiftyEvents()
        let copy = scratch.folder + "/copy.sqlite"
        try FileManager.default.copyItem(atPath: scratch.log, toPath: copy)
        let log = try await open(scratch)
        try await log.append(.sample())
        switch how {
        case "removed": unlink(scratch.log)
        case "emptied": try scratch.tamper("DELETE FROM event; DELETE FROM sqlite_sequence")
        case "exchanged":
            let other = try await Scratch.withFiftyEvents()
            #expect(rename(other.log, scratch.log) == 0)
        default: #expect(rename(copy, scratch.log) == 0)
        }
        for _ in 0..<2 {
            let error = await #expect(throws: AuditLogError.self) {
                try await log.append(AuditEvent(.intent, session: "s", action: "unlock"))
            }
            #expect(error?.reason == .exchanged || how == "removed" && error?.reason == .missing, "\(how)")
            #expect(error?.stored == .no || how == "removed", "\(how)")
        }
        if how == "removed" {
            // Nothing is left that would stop the next session.
            #expect(!FileManager.default.fileExists(atPath: scratch.log))
            #expect(try await open(scratch).notices.count == 1)
        }
    }
}
