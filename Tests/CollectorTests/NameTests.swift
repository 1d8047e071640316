import AuditLog
import Collector
import Foundation
import PostgreSQL
import TestSupport
import Testing

/// A name is its bytes: two that only look alike are two.
@Suite struct NameTests {
    private static let names = ["caf\u{E9}", "cafe\u{301}"].map { "ra-workstation/\($0)" }

    @Test func `two logs whose names are Unicode-equal are kept apart`() throws {
        let number = Int.random(in: 0..<1 << 40)
        let first = try TestCollector()
        let desks = Self.names.map { name in
            var desk = TestDesk("\(name)-\(number)")
            desk.add(30)
            return desk
        }
        for (desk, size) in zip(desks, [30, 20] as [Int64]) {
            try first.enrol(desk)
            #expect(try first.push(desk.entries(old: 0, to: size), desk).status == 200)
        }
        let lines = try String(contentsOfFile: first.cosigned.path, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 3)
        // Over a restored database each is guarded by what was cosigned of itself.
        let connection = try PostgreSQLConnection(try TestCollector.emptyDatabase())
        let restored = try TestCollector(connection, former: first)
        for (desk, size) in zip(desks, [30, 20] as [Int64]) {
            try restored.enrol(desk)
            #expect(try restored.push(desk.entries(old: 0, to: 10), desk).status == 202)
            #expect(try restored.push(desk.entries(old: 10, to: size), desk).status == 200)
        }
    }

    /// Also where one of them is looked for by its name, or is gone.
    @Test func `a question for one of two such logs is answered of that one`() throws {
        let connection = try PostgreSQLConnection(try TestCollector.emptyDatabase())
        let collector = try TestCollector(connection)
        let desks = Self.names.map { TestDesk($0) }
        for (var desk, size) in zip(desks, [3, 5]) {
            desk.add(size)
            try collector.enrol(desk)
            #expect(try collector.push(desk.entries(old: 0), desk).status == 200)
        }
        let reader = EstateReader(connection)
        for (desk, size) in zip(desks, [3, 5] as [Int64]) {
            for _ in 0..<3 { #expect(try reader.count(EstateQuery(desk: desk.origin)) == size) }
            #expect(try reader.event(size, of: desk.origin) != nil)
        }
        let id = try connection.run("select id from log where origin = $1", [.text(desks[1].origin)])[0].integer(0)
        try connection.runScript("alter table event disable trigger all; alter table checkpoint disable trigger all")
        for table in ["event", "node", "checkpoint", "request", "log_key"] {
            try connection.run("delete from \(table) where log = \(id)")
        }
        try connection.run("delete from log where id = \(id)")
        #expect(
            try reader.missingLogs(collector.cosigned).map { Array($0.origin.utf8) } == [Array(desks[1].origin.utf8)])
    }

    @Test func `a key with another name that is Unicode-equal is another log's`() throws {
        let collector = try TestCollector()
        let name = "\(Self.names[0])-\(Int.random(in: 0..<1 << 40))"
        let desk = TestDesk(name)
        try collector.enrol(desk)
        let other = SigningKey(name: name.replacing("\u{E9}", with: "e\u{301}"))
        #expect(throws: EnrolmentError.self) {
            try Enrolment(connection: collector.connection, now: collector.clock.now).rekey(
                desk.origin, other.verifierKey)
        }
    }

    /// Other programs compare bytes, so such a signature would prove nothing to them.
    @Test func `a signature under another form of the name is none`() throws {
        let collector = try TestCollector()
        var desk = TestDesk("\(Self.names[0])-\(Int.random(in: 0..<1 << 40))")
        try collector.enrol(desk)
        desk.add(5)
        let own = try desk.checkpoint().signedNote
        let signature = own.signatures[0]
        let line = signature.line.replacing("\u{E9}", with: "e\u{301}")
        #expect(Array(line.utf8) != Array(signature.line.utf8))
        #expect(try collector.push(desk.entries(old: 0, note: own.text + "\n" + line), desk).status == 403)
        #expect(try collector.push(desk.entries(old: 0), desk).status == 200)
    }
}
