import Foundation
import GRDB
import Testing

@testable import AuditLog

@Suite struct TamperTests {
    /// Changes made by someone who knows SQLite: triggers are taken away first and put back afterwards.
    struct Change: CustomTestStringConvertible, Sendable {
        let name: String
        let sql: String
        /// The event that verify must name.
        let firstBad: Int64?

        var testDescription: String { name }
    }

    static let changes = [
        Change(
            name: "a body edited", sql: "UPDATE event SET body = replace(body, 'osprey', 'cossham') WHERE seq = 20",
            firstBad: 20),
        Change(name: "the first removed", sql: "DELETE FROM event WHERE seq = 1", firstBad: 1),
        Change(name: "one removed", sql: "DELETE FROM event WHERE seq = 20", firstBad: 20),
        Change(name: "some removed", sql: "DELETE FROM event WHERE seq BETWEEN 20 AND 25", firstBad: 20),
        Change(name: "the last removed", sql: "DELETE FROM event WHERE seq = 52", firstBad: 52),
        Change(name: "all removed", sql: "DELETE FROM event", firstBad: 1),
        Change(
            name: "one removed and the rest moved up",
            sql: """
                PRAGMA ignore_check_constraints = ON;
                DELETE FROM event WHERE seq = 20;
                UPDATE event SET seq = seq - 1 WHERE seq > 20;
                """, firstBad: 20),
        Change(
            name: "two swapped",
            sql: """
                PRAGMA ignore_check_constraints = ON;
                UPDATE event SET seq = -1 WHERE seq = 20;
                UPDATE event SET seq = 20 WHERE seq = 21;
                UPDATE event SET seq = 21 WHERE seq = -1;
                """, firstBad: 20),
        Change(
            name: "one doubled at the end",
            sql:
                "PRAGMA ignore_check_constraints = ON; INSERT INTO event (seq, body, tree) SELECT 53, body, tree FROM event WHERE seq = 52",
            firstBad: 53),
        Change(
            name: "one appended by hand",
            sql: """
                INSERT INTO event (seq, body, tree)
                SELECT 53, replace(body, '"seq":52', '"seq":53'), tree FROM event WHERE seq = 52
                """, firstBad: 53),
        Change(
            name: "a leaf hash changed", sql: "UPDATE event SET tree = zeroblob(length(tree)) WHERE seq = 21",
            firstBad: 21),
        Change(
            name: "an inner hash cut off", sql: "UPDATE event SET tree = substr(tree, 1, 32) WHERE seq = 20",
            firstBad: 20),
        Change(name: "an index removed", sql: "DROP INDEX event_subject", firstBad: nil),
        Change(
            name: "a trigger weakened",
            sql:
                "DROP TRIGGER event_no_delete; CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT 1; END",
            firstBad: nil),
        Change(name: "a table added", sql: "CREATE TABLE other (a)", firstBad: nil),
        Change(name: "a checkpoint removed", sql: "DELETE FROM checkpoint", firstBad: nil),
        Change(
            name: "a checkpoint edited", sql: "UPDATE checkpoint SET note = replace(note, 'DESK-4', 'DESK-5')",
            firstBad: nil),
        Change(name: "a checkpoint's size changed", sql: "UPDATE checkpoint SET size = 3", firstBad: nil),
        Change(
            name: "a checkpoint added",
            sql: "INSERT INTO checkpoint (number, size, note) SELECT 2, 40, note FROM checkpoint", firstBad: nil),
        Change(
            name: "a row of nulls added to the checkpoints",
            sql: """
                PRAGMA writable_schema = ON;
                CREATE TEMP TABLE kept AS SELECT sql FROM main.sqlite_schema WHERE name = 'checkpoint';
                UPDATE sqlite_schema SET sql = 'CREATE TABLE checkpoint (number INTEGER PRIMARY KEY AUTOINCREMENT, size, note)'
                WHERE name = 'checkpoint';
                PRAGMA writable_schema = RESET;
                INSERT INTO checkpoint (number, size, note) VALUES (2, NULL, NULL);
                PRAGMA writable_schema = ON;
                UPDATE sqlite_schema SET sql = (SELECT sql FROM kept) WHERE name = 'checkpoint';
                PRAGMA writable_schema = RESET;
                """, firstBad: nil),
        Change(
            name: "an event before the first",
            sql: """
                INSERT INTO event (seq, body, tree)
                SELECT -5, replace(body, '"seq":52', '"seq":-5'), tree FROM event WHERE seq = 52
                """, firstBad: -5),
        Change(name: "the version changed", sql: "PRAGMA user_version = 0", firstBad: nil),
    ]

    @Test(arguments: changes)
    func `a change by hand is found, and its first event is named`(change: Change) async throws {
        let scratch = try await Scratch.withFiftyEvents()
        let triggers = try scratch.query("SELECT sql FROM sqlite_schema WHERE type = 'trigger'")
        let names = try scratch.query("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        let configuration = Configuration()
        let database = try DatabaseQueue(path: scratch.log, configuration: configuration)
        try await database.writeWithoutTransaction { db in
            let isAboutTriggers = change.sql.contains("TRIGGER")
            if !isAboutTriggers { for name in names { try db.execute(sql: "DROP TRIGGER \(name)") } }
            try db.execute(sql: change.sql)
            if !isAboutTriggers { for trigger in triggers { try db.execute(sql: trigger) } }
        }
        try database.close()
        let verification = try await LogVerifier.verify(scratch.log)
        #expect(!verification.isSound)
        if let firstBad = change.firstBad { #expect(verification.firstBadEvent == firstBad) }
    }

    /// Events that somebody puts at the end with all hashes as they should be.
    @Test(arguments: [
        ("a member twice", "replace(BODY, '\"subject\":', '\"subject\":\"1\",\"subject\":')"),
        ("white space", "replace(BODY, '\"seq\":', '\"seq\": ')"),
        ("a second line", "BODY || char(10)"), ("a null character", "BODY || char(0)"),
        ("bytes that are no text", "replace(BODY, 'osprey', CAST(x'6F73FF' AS TEXT))"),
        ("another log's", "replace(BODY, 'ra-workstation/DESK-4', 'ra-workstation/DESK-5')"),
    ])
    func `an event that this program would not write is found, even with the right hashes`(
        name: String, body: String
    ) async throws {
        let scratch = try await Scratch.withFiftyEvents()
        let body = body.replacing("BODY", with: "replace(body, '\"seq\":52,', '\"seq\":53,')")
        let database = try DatabaseQueue(path: scratch.log)
        try await database.write { db in
            let bytes = try #require(
                try Data.fetchOne(db, sql: "SELECT CAST(\(body) AS BLOB) FROM event WHERE seq = 52"))
            var head = try LogHead(db, knowing: nil, path: "")
            let tree = head.append(bytes.withUnsafeBytes { .leaf($0) }, time: "")
            try db.execute(
                sql: "INSERT INTO event (seq, body, tree) SELECT 53, \(body), ? FROM event WHERE seq = 52",
                arguments: [tree])
        }
        try database.close()
        #expect(try await LogVerifier.verify(scratch.log).firstBadEvent == 53)
    }

    @Test func `a rewritten log under an old checkpoint is found, with the range that holds the first bad event`()
        async throws
    {
        let scratch = try await Scratch.withFiftyEvents()
        var (frontier, changes): (TreeFrontier, [(Int64, String, Data)]) = (TreeFrontier(), [])
        for event in try await LogReader.open(at: scratch.log).all() {
            let body = event.body.replacing("\"session\":\"s-30\"", with: "\"session\":\"s-31\"")
            var tree = Data()
            frontier.append(.leaf(body)) { tree += $0.data }
            changes.append((event.seq, body, tree))
        }
        let rows = changes
        let trigger = try scratch.query("SELECT sql FROM sqlite_schema WHERE name = 'event_no_update'")[0]
        try await DatabaseQueue(path: scratch.log).write { db in
            try db.execute(sql: "DROP TRIGGER event_no_update")
            for (seq, body, tree) in rows {
                try db.execute(sql: "UPDATE event SET body = ?, tree = ? WHERE seq = ?", arguments: [body, tree, seq])
            }
            try db.execute(sql: trigger)
        }
        let findings = try await LogVerifier.verify(scratch.log).findings
        #expect(findings.count == 1 && findings[0].text.hasSuffix("the first bad one is between 1 and 52."))
    }

    @Test(arguments: [
        "UPDATE event SET body = '{}' WHERE seq = 3", "DELETE FROM event WHERE seq = 3",
        "INSERT OR REPLACE INTO event (seq, body, tree) SELECT seq, body, tree FROM event WHERE seq = 3",
        "INSERT INTO event (seq, body, tree) SELECT 60, replace(body, '\"seq\":52', '\"seq\":60'), tree FROM event WHERE seq = 52",
        "UPDATE event SET subject = '1' WHERE seq = 3", "DELETE FROM checkpoint", "UPDATE checkpoint SET size = 1",
    ])
    func `the database itself refuses what is no append`(sql: String) async throws {
        let scratch = try await Scratch.withFiftyEvents()
        #expect(throws: DatabaseError.self) { try scratch.execute(sql) }
        #expect(try await LogVerifier.verify(scratch.log).isSound)
    }

    @Test func `an older copy looks sound by itself, and not against a later checkpoint, its code or its proof`()
        async throws
    {
        let scratch = try await Scratch.withFiftyEvents()
        let copy = scratch.folder + "/copy.sqlite"
        try FileManager.default.copyItem(atPath: scratch.log, toPath: copy)
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        try await log.append(.sample())
        let checkpoint = try await log.checkpoint()
        #expect(try await LogVerifier.verify(copy).isSound)
        for reference in [
            VerificationReference(checkpoints: [checkpoint]), VerificationReference(codes: [checkpoint.code]),
        ] {
            let verification = try await LogVerifier.verify(copy, against: reference)
            #expect(verification.firstBadEvent == 53)
            #expect(try await LogVerifier.verify(scratch.log, against: reference).isSound)
        }
    }

    @Test func `a log that someone wrote anew is not the one of the checkpoint`() async throws {
        let (first, second) = (try await Scratch.withFiftyEvents(), try await Scratch.withFiftyEvents())
        let checkpoint = try #require(try await LogReader.open(at: first.log).lastCheckpoint())
        let verification = try await LogVerifier.verify(
            second.log, against: VerificationReference(checkpoints: [checkpoint]))
        #expect(!verification.isSound)
    }

    @Test func `a checkpoint is rejected when any of its lines was changed`() async throws {
        let scratch = try await Scratch.withFiftyEvents()
        let checkpoint = try #require(try await LogReader.open(at: scratch.log).lastCheckpoint())
        let note = Array(checkpoint.note.utf8)
        for position in note.indices {
            var changed = note
            changed[position] ^= 1
            guard let text = String(validating: changed, as: UTF8.self), let forged = Checkpoint(parsing: text) else {
                continue
            }
            let verification = try await LogVerifier.verify(
                scratch.log, against: VerificationReference(checkpoints: [forged]))
            #expect(!verification.isSound, "\(position)")
        }
    }

    @Test func `a proof is rejected when any of its characters was changed`() async throws {
        let scratch = try await Scratch.withFiftyEvents()
        let reader = try await LogReader.open(at: scratch.log)
        let checkpoint = try #require(try await reader.lastCheckpoint())
        let key = try #require(try await reader.verifierKeys().first)
        let text = Array(try await reader.proof(of: 20, in: checkpoint).text.utf8)
        #expect(TlogProof(parsing: String(decoding: text, as: UTF8.self))?.failure(with: key) == nil)
        for position in text.indices {
            var changed = text
            changed[position] ^= 1
            guard let text = String(validating: changed, as: UTF8.self), let forged = TlogProof(parsing: text) else {
                continue
            }
            #expect(forged.failure(with: key) != nil, "\(position)")
        }
    }

    @Test func `a key from outside is trusted and no other`() async throws {
        let scratch = try await Scratch.withFiftyEvents()
        let other = SigningKey(name: "ra-workstation/DESK-4/00000000").verifierKey
        #expect(try await !LogVerifier.verify(scratch.log, against: VerificationReference(keys: [other])).isSound)
        let own = try await LogReader.open(at: scratch.log).verifierKeys()
        #expect(try await LogVerifier.verify(scratch.log, against: VerificationReference(keys: own)).isSound)
    }
}

extension Scratch {
    /// Two events of the log's own, fifty more, and a checkpoint over them.
    static func withFiftyEvents() async throws -> Scratch {
        let scratch = try Scratch()
        let clock = HandClock().clock
        let log = try await AuditLog.open(at: scratch.log, context: .desk, clock: clock)
        try await log.append(contentsOf: (0..<50).map { .sample($0, subject: "00012345678\($0 % 10)") })
        _ = try await log.checkpoint()
        return scratch
    }
}
