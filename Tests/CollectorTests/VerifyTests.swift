import AuditLog
import Collector
import Foundation
import JSON
import PostgreSQL
import TestSupport
import Testing

/// What somebody with all rights changes in the database is seen, by us and in SQL alone.
@Suite struct VerifyTests {
    /// What `verify.sql` says of each log.
    private static func sqlVerdicts(_ settings: String) throws -> [String: Bool] {
        let folder = try Janitor()
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "verify.sql").path
        let log = folder.folder + "/log"
        let child = try ChildProcess(
            ["psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-d", settings, "-f", script], log: log)
        child.waitUntilEnded()
        let text = try String(contentsOfFile: log, encoding: .utf8)
        var verdicts: [String: Bool] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("ra-workstation/") {
            let parts = line.split(separator: " ", maxSplits: 1)
            verdicts[String(parts[0])] = parts[1] == "sound"
        }
        guard !verdicts.isEmpty else { throw TestSupportFailure("verify.sql failed: \(text)") }
        return verdicts
    }

    private static let damages = [
        "update event set body = body || ' '::bytea where log = L and index = I",
        "update event set body = body || ' '::bytea, leaf = sha256('\\x00'::bytea || body || ' '::bytea) where log = L and index = I",
        "update event set subject = 'other' where log = L and index = I",
        "update event set time = time + interval '1 second' where log = L and index = I",
        "delete from event where log = L and index = I",
        "update log set size = size + 1 where id = L",
        "update checkpoint set root = sha256(root) where log = L",
        "update node set hash = sha256(hash) where log = L",
        "delete from node where log = L",
        "update checkpoint set note = 'x' where log = L and size = (select max(size) from checkpoint where log = L)",
        "update checkpoint set note = note || 'x' where log = L and size = (select min(size) from checkpoint where log = L)",
        "update checkpoint set cosignature = 'x' where log = L and size = (select min(size) from checkpoint where log = L)",
        "update checkpoint set cosigned_at = cosigned_at + 1 where log = L",
        "update checkpoint set cosigned_at = null, cosignature = null where log = L",
        "delete from checkpoint where log = L and size = (select max(size) from checkpoint where log = L)",
        "update log_key set verifier_key = '\(SigningKey(name: "ra-workstation/ELSEWHERE/1").verifierKey.text)' where log = L",
        "delete from log_key where log = L",
        "update log set restored_to = size + 1 where id = L",
        "update event set \(bare) where log = L and index = I",
    ]

    private static let bare =
        "body = null, time = null, event = null, session = null, operator = null, subject = null, action = null, "
        + "outcome = null, workstation = null, intent = null, expires_at = null, guarded = null, follow_up = null, "
        + "out_of_hours = null"

    /// RA_ESTATES sets how many; the long run has 10,000.
    @Test(.timeLimit(.minutes(20))) func `verify and SQL agree on random estates, sound or not`() async throws {
        try await onOwnThread { try Self.compareVerdicts() }
    }

    private static func compareVerdicts() throws {
        let rounds = Int(ProcessInfo.processInfo.environment["RA_ESTATES"] ?? "") ?? 40
        var generator = SystemRandomNumberGenerator()
        let settings = try TestCollector.emptyDatabase()
        let connection = try PostgreSQLConnection(settings)
        try connection.runScript(
            """
            alter table event disable trigger all; alter table event drop constraint event_check;
            alter table checkpoint disable trigger all; alter table log disable trigger all;
            set synchronous_commit = off
            """)
        var collector = try TestCollector(connection)
        var damaged: Set<String> = []
        var all: [String] = []
        for round in 0..<rounds {
            // The file beside the key is read and written whole at each push: one of few logs is quicker.
            if round % 20 == 19 { collector = try TestCollector(connection, key: collector.key) }
            var desk = TestDesk()
            try collector.enrol(desk)
            let size = round % 8 == 0 ? Int.random(in: 256...600, using: &generator) : Int.random(in: 1...40)
            desk.add(size, note: String(Int.random(in: 0..<100)))
            let first = Int64.random(in: 0...Int64(size))
            if first > 0 { #expect(try collector.push(desk.entries(old: 0, to: first), desk).status == 200) }
            #expect(try collector.push(desk.entries(old: first), desk).status == 200)
            all.append(desk.origin)
            guard Bool.random() else { continue }
            let log = try connection.run("select id from log where origin = $1", [.text(desk.origin)])[0].integer(0)
            let damage = damages.randomElement()!
                .replacing("= L", with: "= \(log)").replacing(" I", with: " \(Int.random(in: 0..<size))")
            if try connection.run(damage).changed > 0 { damaged.insert(desk.origin) }
        }
        let sql = try sqlVerdicts(settings)
        for origin in all {
            let result = try EstateReader(connection).verify(origin, witness: [collector.key.verifierKey])
            #expect(result.isSound == !damaged.contains(origin), "\(origin): \(result.findings)")
            #expect(sql[origin] == result.isSound, "\(origin): \(result.findings)")
        }
        #expect(!damaged.isEmpty && damaged.count < all.count)
    }

    /// What is gone altogether contradicts nothing in the database; the file beside the key says that it was there.
    @Test func `what is gone altogether is seen by the file beside the key`() throws {
        let connection = try PostgreSQLConnection(try TestCollector.emptyDatabase())
        try connection.runScript("alter table event disable trigger all; alter table checkpoint disable trigger all")
        let collector = try TestCollector(connection)
        let reader = EstateReader(connection)
        func desk() throws -> (desk: TestDesk, log: Int64) {
            var desk = TestDesk()
            try collector.enrol(desk)
            desk.add(10)
            #expect(try collector.push(desk.entries(old: 0, to: 4), desk).status == 200)
            #expect(try collector.push(desk.entries(old: 4), desk).status == 200)
            let row = try connection.run("select id from log where origin = $1", [.text(desk.origin)])[0]
            return (desk, try row.integer(0))
        }
        func verified(_ desk: TestDesk) throws -> DeskVerification {
            try reader.verify(desk.origin, witness: [collector.key.verifierKey], cosigned: collector.cosigned)
        }
        let untouched = try desk().desk
        for change in [
            "delete from checkpoint where log = L and size = 10", "delete from checkpoint where log = L",
            "update checkpoint set cosigned_at = null, cosignature = null where log = L",
            """
            delete from event where log = L and index >= 4; delete from checkpoint where log = L and size = 10;
            update log set size = 4 where id = L
            """,
            "delete from event where log = L; delete from checkpoint where log = L; update log set size = 0 where id = L",
            "delete from event where log = L; update log set size = 0, restored_to = 10 where id = L",
            "update checkpoint set note = 'x' where log = L and size = 4",
            "update checkpoint set cosignature = 'x' where log = L and size = 4",
            "update event set \(Self.bare) where log = L and index = 3",
        ] {
            let (desk, log) = try desk()
            #expect(try verified(desk).isSound)
            try connection.runScript(change.replacing("= L", with: "= \(log)"))
            #expect(try !verified(desk).isSound, "\(change)")
        }
        let gone = try desk()
        #expect(try reader.missingLogs(collector.cosigned).isEmpty)
        for table in ["event", "node", "checkpoint", "request", "log_key"] {
            try connection.run("delete from \(table) where log = \(gone.log)")
        }
        try connection.run("delete from log where id = \(gone.log)")
        let missing = try reader.missingLogs(collector.cosigned)
        #expect(missing.map(\.origin) == [gone.desk.origin] && missing.allSatisfy { !$0.isSound })
        #expect(try verified(untouched).isSound)
    }

    /// Whoever may write the database may put a key there and cosign with it: that is said, and told from the known key.
    @Test func `a key that only the database names is said with what it cosigned`() throws {
        let connection = try PostgreSQLConnection(try TestCollector.emptyDatabase())
        let former = try TestCollector(connection)
        let collector = try TestCollector(
            connection, key: SigningKey(name: "collector.example/w2", algorithm: .cosignature))
        var desk = TestDesk()
        try collector.enrol(desk)
        desk.add(10)
        #expect(try former.push(desk.entries(old: 0, to: 3), desk).status == 200)
        #expect(try former.push(desk.entries(old: 3, to: 5), desk).status == 200)
        #expect(try collector.push(desk.entries(old: 5), desk).status == 200)
        let reader = EstateReader(connection)
        let (own, other) = (collector.key.verifierKey, former.key.verifierKey)
        #expect(try !reader.verify(desk.origin, witness: [own]).isSound, "nobody names the other key")
        for key in [own, other] { try connection.run("insert into witness_key values ($1)", [.text(key.text)]) }
        let result = try reader.verify(desk.origin, witness: [own])
        #expect(result.isSound && result.keysFromDatabase == [other: 2], "\(result.findings)")
        #expect(try reader.verify(desk.origin, witness: [own, other]).keysFromDatabase.isEmpty)
        // Without the key's file every key is the database's word alone.
        let believed = try reader.verify(desk.origin)
        #expect(believed.isSound && believed.keysFromDatabase == [own: 1, other: 2])
    }

    @Test(.timeLimit(.minutes(5))) func `the command says which keys the database alone names`() async throws {
        let settings = try TestCollector.emptyDatabase()
        let connection = try PostgreSQLConnection(settings)
        let former = try TestCollector(connection)
        var desk = TestDesk()
        try former.enrol(desk)
        desk.add(10)
        #expect(try former.push(desk.entries(old: 0), desk).status == 200)
        let key = former.key.verifierKey.text
        try connection.run("insert into witness_key values ($1)", [.text(key)])
        let server = try CollectorProcess(settings)
        let auditor = try await server.run(["verify"])
        #expect(auditor.exitStatus == 0 && auditor.standardError.contains("key can't be read here"), "\(auditor)")
        #expect(try await server.run(["key"]).exitStatus == 0)
        let said = try await server.run(["verify"])
        #expect(said.exitStatus == 0, "\(said)")
        #expect(said.standardOutput.contains("1 of its cosignatures are by a key that only the database names: \(key)"))
        #expect(said.standardError.contains("a former witness's, or was put there"))
        let outcome = try await server.run(["verify", "--json"])
        let document = try JSONValue(parsing: Data(outcome.standardOutput.utf8))
        #expect(document["comparedWithKey"] == true)
        #expect(document["desks"]?.array?.first?["keysFromDatabase"] == [["key": .string(key), "cosignatures": 1]])
    }

    @Test func `a log that is filled again is restored, and not sound`() throws {
        var desk = TestDesk()
        desk.add(10)
        let first = try TestCollector(try PostgreSQLConnection(try TestCollector.emptyDatabase()))
        try first.enrol(desk)
        #expect(try first.push(desk.entries(old: 0), desk).status == 200)
        let again = try TestCollector(
            try PostgreSQLConnection(try TestCollector.emptyDatabase()), former: first)
        try again.enrol(desk)
        try again.door.begin(on: again.connection, isRestored: true)
        let reader = EstateReader(again.connection)
        #expect(try again.push(desk.entries(old: 0, to: 6), desk).status == 202)
        let half = try reader.verify(desk.origin, cosigned: again.cosigned)
        #expect(half.isOnlyRestored && !half.isSound, "\(half.findings)")
        #expect(try again.push(desk.entries(old: 6), desk).status == 200)
        let whole = try reader.verify(desk.origin, cosigned: again.cosigned)
        #expect(whole.isSound && !whole.isOnlyRestored, "\(whole.findings)")
    }

    @Test func `what we verify is what the keys signed`() throws {
        let connection = try PostgreSQLConnection(try TestCollector.emptyDatabase())
        let collector = try TestCollector(connection)
        var desk = TestDesk()
        try collector.enrol(desk)
        desk.add(10)
        #expect(try collector.push(desk.entries(old: 0), desk).status == 200)
        let reader = EstateReader(connection)
        #expect(try reader.verify(desk.origin, witness: [collector.key.verifierKey]).isSound)
        #expect(
            try !reader.verify(desk.origin, witness: [SigningKey(name: "w", algorithm: .cosignature).verifierKey])
                .isSound)
        try connection.run(
            "update log_key set verifier_key = $1", [.text(SigningKey(name: desk.origin).verifierKey.text)])
        #expect(try !reader.verify(desk.origin).isSound)
    }
}
