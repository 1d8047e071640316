import AuditLog
import Collector
import Foundation
import Instants
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
            verdicts[String(parts[0])] = parts[1] == "sound" || parts[1].hasPrefix("behind: ")
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

    // MARK: Odd events

    /// What a desk may write, however odd, is taken, found sound by both, and found by its texts.
    @Test func `odd times and long texts are sound to us and to SQL`() throws {
        let settings = try TestCollector.emptyDatabase()
        let collector = try TestCollector(try PostgreSQLConnection(settings))
        let times = [
            "0001-01-01T00:00:00+23:59", "2026-11-26T03:00:00.7Z", "2026-11-26T03:00:00.999999999+05:30",
            "2016-12-31T23:59:60Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "2026-11-26t03:00:00z",
            "2026-11-26 03:00:00Z", "2026-02-30T03:00:00Z", "2026-11-26T24:00:00Z", "2026-11-26T03:00:00+24:00",
            "2026-11-26T03:00:00.Z", "infinity", "",
        ]
        var desks: [TestDesk] = []
        for time in times {
            var desk = TestDesk()
            try collector.enrol(desk)
            desk.append(
                Array(#"{"expiresAt":"\#(time)","log":"\#(desk.origin)","seq":1,"time":"\#(time)"}"#.utf8))
            #expect(try collector.push(desk.entries(old: 0), desk).status == 200, "\(time)")
            desks.append(desk)
        }
        let verdicts = try Self.sqlVerdicts(settings)
        for (desk, time) in zip(desks, times) {
            #expect(try EstateReader(collector.connection).verify(desk.origin).isSound, "\(time)")
            #expect(verdicts[desk.origin] == true, "\(time)")
        }
    }

    /// A B-tree of PostgreSQL takes 2,704 bytes.
    @Test(arguments: ["operator", "subject", "session"])
    func `a long text that can't be compressed is taken and found`(_ member: String) throws {
        let settings = try TestCollector.emptyDatabase()
        let collector = try TestCollector(try PostgreSQLConnection(settings))
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        let long = String((0..<60_000).map { _ in letters.randomElement() ?? "a" })
        // The same beginning, and a wide one.
        let texts = [
            long, String(long.dropLast()), String(repeating: "\u{1F600}", count: 10_000), String(long.prefix(199)),
            String(long.prefix(200)), String(long.prefix(201)),
        ]
        var desk = TestDesk()
        try collector.enrol(desk)
        for (index, text) in texts.enumerated() {
            var members = ["log": desk.origin, "time": "2026-11-26T03:00:00Z", member: text].mapValues { "\"\($0)\"" }
            members["seq"] = "\(index + 1)"
            let body = members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
            desk.append(Array("{\(body)}".utf8))
        }
        #expect(try collector.push(desk.entries(old: 0), desk).status == 200)
        let reader = EstateReader(collector.connection)
        for (index, text) in texts.enumerated() {
            var query = EventQuery()
            switch member {
            case "operator": query.operatorUUID = text
            case "subject": query.subject = text
            default: query.session = text
            }
            #expect(try reader.events(EstateQuery(query), limit: 10).map(\.event.seq) == [Int64(index + 1)])
        }
        #expect(try reader.verify(desk.origin).isSound)
        #expect(try Self.sqlVerdicts(settings)[desk.origin] == true)
    }

    @Test func `evidence that can't be compressed either is kept, once`() throws {
        let collector = try TestCollector()
        var desk = TestDesk()
        try collector.enrol(desk)
        desk.add(5)
        #expect(try collector.push(desk.entries(old: 0), desk).status == 200)
        var other = desk
        other.replace(4, with: desk.event(5, note: "other"))
        let bytes = Data((0..<2_200).map { _ in UInt8.random(in: 0...255) })
        let text = try other.checkpoint().signedNote.text + bytes.base64EncodedString() + "\n"
        let note = SignedNote(text: text, signatures: [try desk.key.sign(text)]).note
        for _ in 0..<2 { #expect(try collector.push(other.entries(old: 0, note: note), desk).status == 422) }
        #expect(try collector.forks(desk).count == 1)
    }

    @Test func `one person's events are found by an index`() throws {
        let connection = try PostgreSQLConnection(try TestCollector.emptyDatabase())
        let collector = try TestCollector(connection)
        var desk = TestDesk()
        try collector.enrol(desk)
        for seq in 1...5_000 {
            desk.append(
                Array(
                    #"{"log":"\#(desk.origin)","seq":\#(seq),"session":"s\#(seq)","subject":"p\#(seq % 500)","time":"2026-11-26T03:00:00Z"}"#
                        .utf8))
        }
        #expect(try collector.push(desk.entries(old: 0), desk).status == 200)
        try connection.run("analyze event")
        func scans(_ index: String) throws -> Int64 {
            try connection.runScript("select pg_stat_force_next_flush()")
            return try connection.run(
                "select idx_scan from pg_stat_user_indexes where indexrelname = $1", [.text(index)])[0].integer(0)
        }
        var (person, session) = (EventQuery(), EventQuery())
        person.subject = "p7"
        session.session = "s7"
        for (index, query) in [("event_subject", person), ("event_session", session)] {
            let before = try scans(index)
            let found = try EstateReader(connection).events(EstateQuery(query), limit: 100)
            #expect(found.count == (index == "event_subject" ? 10 : 1))
            #expect(try scans(index) > before)
        }
    }

    // MARK: Bodies that no intake took

    /// Whoever may write the database, together with whoever has the desk's key.
    @Test(arguments: [
        (#"{"details":{"followUp":zz,"guard":tru},LOG,"seq":1,TIME}"#, "isn't in canonical form", false),
        (#"{LOG,"ruleSet":@,"seq":1,TIME}"#, "isn't in canonical form", false),
        (#"{"details":{"followUp":[ ]},LOG,"seq":1,TIME}"#, "isn't in canonical form", true),
        (#"{"details":{"x":{"b":1,"a":2}},LOG,"seq":1,TIME}"#, "isn't in canonical form", true),
        (#"{LOG,"seq":1,TIME,"zz":tru}"#, "isn't in canonical form", false),
        (#"{"log":"another.example","seq":1,TIME}"#, "is another log's", false),
        (#"{LOG,"seq":77,TIME}"#, "has another number", false), (#"{LOG,TIME}"#, "has another number", false),
        ("not json at all", "isn't in canonical form", false),
    ])
    func `a body that isn't this log's canonical event is found`(
        _ form: String, _ trouble: String, _ isSoundToSQL: Bool
    ) throws {
        let settings = try TestCollector.emptyDatabase()
        let connection = try PostgreSQLConnection(settings)
        let collector = try TestCollector(connection)
        var desk = TestDesk()
        try collector.enrol(desk)
        let body = form.replacing("LOG", with: "\"log\":\"\(desk.origin)\"")
            .replacing("TIME", with: "\"time\":\"2026-11-26T03:00:00Z\"")
        desk.append(Array(body.utf8))
        #expect(try collector.push(desk.entries(old: 0), desk).status == 400)
        #expect(try collector.witness(desk.witnessRequest(old: 0)).status == 200)
        let hasTime = form.contains("TIME")
        let followsUp = form.contains("zz,")
        try connection.run(
            """
            insert into event (log, index, body, leaf, time, guarded, follow_up, out_of_hours)
            select id, 0, $1, sha256('\\x00'::bytea || $1), \(hasTime ? "'2026-11-26T03:00:00Z'" : "null"),
                \(hasTime ? "\(followsUp)" : "null"), \(hasTime ? "\(followsUp)" : "null"),
                \(hasTime ? "true" : "null") from log where origin = $2
            """, [.bytes(Array(body.utf8)), .text(desk.origin)])
        try connection.run("update log set size = 1 where origin = $1", [.text(desk.origin)])
        let findings = try EstateReader(connection).verify(desk.origin).findings
        #expect(findings.map(\.text).contains("Event 1 \(trouble)."), "\(findings)")
        #expect(try Self.sqlVerdicts(settings)[desk.origin] == isSoundToSQL)
    }

    // MARK: What is gone

    /// A tail that is cut looks like a log whose events aren't collected; the file beside the key knows better.
    @Test func `a tail that was held is missed, and one that only the witness cosigned isn't`() throws {
        let settings = try TestCollector.emptyDatabase()
        let connection = try PostgreSQLConnection(settings)
        try connection.runScript("alter table event disable trigger all")
        let collector = try TestCollector(connection)
        var (cut, witnessed) = (TestDesk(), TestDesk())
        for (index, desk) in [cut, witnessed].enumerated() {
            var desk = desk
            try collector.enrol(desk)
            desk.add(110)
            #expect(try collector.push(desk.entries(old: 0, to: 100), desk).status == 200)
            if index == 0 {
                #expect(try collector.push(desk.entries(old: 100), desk).status == 200)
                cut = desk
            } else {
                #expect(try collector.witness(desk.witnessRequest(old: 100)).status == 200)
                witnessed = desk
            }
        }
        let log = try connection.run("select id from log where origin = $1", [.text(cut.origin)])[0].integer(0)
        try connection.runScript(
            """
            delete from event where log = \(log) and index >= 100; update log set size = 100 where id = \(log);
            delete from request where log = \(log) and old = 100
            """)
        let reader = EstateReader(connection)
        let found = try reader.verify(cut.origin, cosigned: collector.cosigned)
        #expect(found.findings.map(\.text) == ["110 events were held, and 100 are."])
        let honest = try reader.verify(witnessed.origin, cosigned: collector.cosigned)
        #expect(honest.isSound && honest.cosigned == 110 && honest.size == 100, "\(honest.findings)")
        let now = collector.clock.now
        let states = try reader.desks(now: now, silentAfterHours: 48, cosigned: collector.cosigned)
        #expect(states.first { $0.origin == cut.origin }?.state == .restored)
        #expect(states.first { $0.origin == witnessed.origin }?.state == .behind)
        // The events are of another day than this.
        let statement = try reader.completeness(
            since: now.adding(seconds: 86_400), until: now.adding(seconds: 90_000), now: now,
            witness: collector.key.verifierKey)
        for desk in statement.desks { #expect(desk.isUncertain && !desk.isSilent && desk.held == 100) }
        #expect(!statement.text.contains("silent") && statement.text.contains("\nheld 100\n"))
        // The desk fills it again.
        #expect(try collector.push(cut.entries(old: 100), cut).status == 200)
        #expect(try reader.verify(cut.origin, cosigned: collector.cosigned).isSound)
    }

    @Test func `bodies that are gone are a finding where nothing expires, and their desk isn't silent`() throws {
        let connection = try PostgreSQLConnection(try TestCollector.emptyDatabase())
        try connection.runScript("alter table event disable trigger all")
        let collector = try TestCollector(connection)
        var desk = TestDesk()
        try collector.enrol(desk)
        desk.add(20)
        #expect(try collector.push(desk.entries(old: 0), desk).status == 200)
        try connection.runScript("update event set \(Self.bare); update log set expired = 20")
        let reader = EstateReader(connection)
        #expect(try reader.verify(desk.origin).isSound)
        let found = try reader.verify(desk.origin, mayExpire: false)
        #expect(found.findings.map(\.text) == ["20 bodies aren't there, and the settings have no retention."])
        let now = collector.clock.now
        let statement = try reader.completeness(
            since: now.adding(seconds: -86_400), until: now, now: now, witness: collector.key.verifierKey)
        #expect(statement.desks.map(\.isSilent) == [false] && statement.text.contains("expired 20\nheld 20\n"))
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
