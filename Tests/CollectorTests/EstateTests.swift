import AuditLog
import Collector
import Foundation
import Instants
import PostgreSQL
import TestSupport
import Testing

/// Answers across desks, on a database of their own.
@Suite struct EstateTests {
    let collector: TestCollector
    let reader: EstateReader
    var desks: [TestDesk] = []

    init() throws {
        collector = try TestCollector(try PostgreSQLConnection(try TestCollector.emptyDatabase()))
        reader = EstateReader(collector.connection)
        for number in 0..<3 {
            var desk = TestDesk("ra-workstation/DESK-\(number)/0000000\(number)")
            for seq in 1...20 {
                desk.append(
                    Array(
                        #"{"details":{},"event":"intent","intent":null,"log":"\#(desk.origin)","operator":"00000000000\#(number)","#
                            .utf8)
                        + Array(
                            #""seq":\#(seq),"session":"s\#(number)-\#(seq / 5)","subject":"0000000001\#(seq / 10)0","#
                                .utf8)
                        + Array(#""time":"2026-11-\#(seq < 10 ? "0" : "")\#(seq)T0\#(number):00:00Z"}"#.utf8))
            }
            desks.append(desk)
        }
        for (number, desk) in desks.enumerated() {
            try Enrolment(connection: collector.connection, now: collector.clock.now).enrol(
                desk.key.verifierKey, site: number == 2 ? "osprey" : nil)
            #expect(try collector.push(desk.entries(old: 0), desk).status == 200)
        }
    }

    private func all(_ query: EstateQuery, _ order: EstateReader.Order = .time) throws -> [CollectedEvent] {
        var events: [CollectedEvent] = []
        try reader.scan(query, order: order) { page in
            events += page
            return true
        }
        return events
    }

    @Test func `events of all desks come by their time`() throws {
        let events = try all(EstateQuery())
        #expect(events.count == 60)
        #expect(events.prefix(4).map(\.origin) == [desks[0], desks[1], desks[2], desks[0]].map(\.origin))
        #expect(try reader.events(EstateQuery(), limit: 5, newestFirst: true) == events.suffix(5).reversed())
        #expect(try all(EstateQuery(desk: desks[1].origin), .log).map { Array($0.event.body.utf8) } == desks[1].events)
    }

    @Test func `filters narrow, and together hold`() throws {
        var query = EventQuery()
        query.subject = "000000000100"
        #expect(try all(EstateQuery(query)).count == 27)
        query.operatorUUID = "000000000001"
        #expect(try all(EstateQuery(query)).count == 9)
        query.since = UTCInstant(rfc3339: "2026-11-05T00:00:00Z")
        #expect(try reader.count(EstateQuery(query)) == 5)
        #expect(try all(EstateQuery(site: "osprey")).count == 20)
        #expect(throws: EstateError.unknownDesk("nobody")) { try all(EstateQuery(desk: "nobody")) }
        #expect(throws: EstateError.unknownSite("nowhere")) { try all(EstateQuery(site: "nowhere")) }
        var open = EventQuery()
        open.isOpen = true
        #expect(try reader.count(EstateQuery(open)) == 60)
    }

    @Test func `a succeeded log is asked with its successor`() throws {
        var next = TestDesk("ra-workstation/DESK-0/ffffffff")
        next.add(3)
        try collector.enrol(next, succeeds: desks[0].origin)
        #expect(try collector.push(next.entries(old: 0), next).status == 200)
        #expect(try all(EstateQuery(desk: desks[0].origin)).count == 23)
        #expect(try all(EstateQuery(desk: next.origin)).count == 23)
        let states = try reader.desks(now: collector.clock.now, silentAfterHours: 48)
        #expect(states.first { $0.origin == desks[0].origin }?.state == .retired)
        #expect(states.first { $0.origin == next.origin }?.succeeds == desks[0].origin)
    }

    @Test func `the state is the first that holds`() throws {
        func state(_ desk: TestDesk, after hours: Int64 = 0) throws -> DeskStatus.State? {
            try reader.desks(now: collector.clock.now.adding(seconds: hours * 3600), silentAfterHours: 48)
                .first { $0.origin == desk.origin }?.state
        }
        #expect(try state(desks[0]) == .ok)
        #expect(try state(desks[0], after: 48) == .silent)
        var ahead = desks[0]
        ahead.add(5)
        #expect(try collector.witness(ahead.witnessRequest(old: 20)).status == 200)
        #expect(try state(desks[0]) == .behind)
        #expect(try state(desks[0], after: 48) == .silent)
        var clone = desks[1]
        clone.cut(to: 10)
        clone.add(1, note: "clone")
        #expect(try collector.push(clone.entries(old: 0), clone).status == 422)
        #expect(try state(desks[1], after: 48) == .forked)
        try Enrolment(connection: collector.connection, now: collector.clock.now).retire(desks[1].origin)
        #expect(try state(desks[1]) == .retired)
        #expect(try reader.forks().map(\.origin) == [desks[1].origin])
    }

    @Test func `a clock that went back is seen`() throws {
        var desk = TestDesk()
        try collector.enrol(desk)
        for time in ["2026-11-26T03:00:00Z", "2026-11-26T02:59:59Z"] {
            let text = #"{"event":"test","log":"\#(desk.origin)","seq":\#(desk.size + 1),"time":"\#(time)"}"#
            desk.append(Array(text.utf8))
            #expect(try collector.push(desk.entries(old: desk.size - 1), desk).status == 200)
            let status = try reader.desks(now: collector.clock.now, silentAfterHours: 48)
                .first { $0.origin == desk.origin }
            #expect(status?.clockWentBack == (desk.size == 2))
        }
    }

    @Test func `a statement says what was heard, and silence too`() throws {
        let statement = try reader.completeness(
            since: try #require(UTCInstant(rfc3339: "2026-11-05T00:00:00Z")),
            until: try #require(UTCInstant(rfc3339: "2026-11-07T01:00:00Z")), now: collector.clock.now,
            witness: collector.key.verifierKey)
        #expect(statement.desks.map(\.events) == [5...7, 5...7, 5...6])
        let never = TestDesk("ra-workstation/NEVER/00000000")
        try collector.enrol(never)
        let later = try reader.completeness(
            since: collector.clock.now, until: collector.clock.now, now: collector.clock.now,
            witness: collector.key.verifierKey)
        let key = SigningKey(name: "collector.example/w1")
        let note = try later.signed(by: key)
        #expect(note.isSigned(by: key.verifierKey))
        #expect(note.text.contains("desk \(never.origin) events none heard never silent\n"))
        #expect(
            note.text.contains("desk \(desks[0].origin) events none heard \(collector.clock.now.rfc3339) silent\nnote ")
        )
        let line = try #require(note.text.split(separator: "\n").first { $0.hasPrefix("note ") })
        let data = try #require(Data(base64Encoded: String(line.dropFirst(5))))
        let checkpoint = try #require(Checkpoint(parsing: String(decoding: data, as: UTF8.self)))
        #expect(checkpoint.isSigned(by: collector.key.verifierKey))
        #expect(checkpoint.isSigned(by: desks[0].key.verifierKey))
    }

    /// Only what desk and witness signed is stated, and the time of a cosignature is the one in it.
    @Test func `nothing is stated of a checkpoint that the keys didn't sign`() throws {
        let (connection, now) = (collector.connection, collector.clock.now)
        // The schema may forbid what somebody with all rights does here.
        try connection.runScript("alter table checkpoint disable trigger all")
        func statement(_ change: String) throws -> Completeness {
            let id = try connection.run("select id from log where origin = $1", [.text(desks[1].origin)])[0].integer(0)
            try connection.run(change.replacing("ITS", with: "log = \(id)"))
            return try reader.completeness(since: now, until: now, now: now, witness: collector.key.verifierKey)
        }
        let saved = "create table saved as select * from checkpoint; create table saved_key as select * from log_key"
        try connection.runScript(saved)
        for change in [
            "update checkpoint set cosigned_at = 1000000000 where ITS",
            "update checkpoint set note = 'forged' where ITS",
            "update checkpoint set cosignature = 'forged' where ITS",
            "update checkpoint set note = 'forged', cosignature = 'forged' where ITS",
            "update checkpoint set size = size + 1 where ITS", "update checkpoint set root = sha256(root) where ITS",
            "delete from log_key where ITS",
        ] {
            #expect(throws: CompletenessError.self, "\(change)") { try statement(change) }
            try connection.runScript(
                """
                delete from checkpoint; insert into checkpoint select * from saved;
                delete from log_key; insert into log_key select * from saved_key
                """)
        }
        #expect(try statement("update log set size = size where id = 0").desks.map(\.heard) == [now, now, now])
    }

    @Test func `a cosignature of a former key is stated with that key`() throws {
        let (now, key) = (collector.clock.now, SigningKey(name: "collector.example/w2", algorithm: .cosignature))
        #expect(throws: CompletenessError.self) {
            try reader.completeness(since: now, until: now, now: now, witness: key.verifierKey)
        }
        try collector.connection.run("insert into witness_key values ($1)", [.text(collector.key.verifierKey.text)])
        let statement = try reader.completeness(since: now, until: now, now: now, witness: key.verifierKey)
        #expect(statement.desks.map(\.formerWitness) == Array(repeating: collector.key.verifierKey, count: 3))
        #expect(statement.text.contains("\nwitness \(collector.key.verifierKey.text)\n"))
    }

    @Test func `what was kept long enough loses its body, and no proof`() throws {
        let retention = CollectorRetention(years: 1, source: "test")
        let now = try #require(UTCInstant(rfc3339: "2027-11-11T00:00:00Z"))
        #expect(try retention.expire(collector.connection, now: now) == 30)
        #expect(try retention.expire(collector.connection, now: now) == 0)
        #expect(try all(EstateQuery()).count == 30)
        for desk in desks {
            let result = try reader.verify(desk.origin, witness: [collector.key.verifierKey])
            #expect(result.isSound && result.size == 20 && result.expired == 10, "\(result.findings)")
        }
        #expect(try reader.desks(now: now, silentAfterHours: 48).allSatisfy { $0.expired == 10 })
        var onwards = desks[0]
        onwards.add(3)
        #expect(try collector.push(onwards.entries(old: 20), onwards).status == 200)
        #expect(throws: PostgreSQLError.self) {
            try collector.connection.run("update event set body = 'x' where index = 15")
        }
    }
}
