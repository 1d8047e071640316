import AuditLog
import Collector
import Foundation
import Instants
import PostgreSQL
import TestSupport
import Testing

/// Whoever has the service's role, and so its password or its socket, removes nothing that was cosigned.
@Suite struct ServiceRoleTests {
    @Test(arguments: [
        "update log set size = 0; select remove_uncosigned(1, 0)",
        "update log set size = 3; select remove_uncosigned(1, 3)",
        "update checkpoint set cosignature = null; select remove_uncosigned(1, 0)",
        "update checkpoint set cosignature = null", "update checkpoint set cosignature = 'x'",
        "update checkpoint set cosigned_at = cosigned_at - 1, cosignature = 'x'",
        "update checkpoint set cosigned_at = null", "update checkpoint set cosigned_at = 9223372036854775807",
        "update checkpoint set cosigned_at = 4102444800, cosignature = cosignature",
        "insert into checkpoint select log, 9, root, note, 4102444800, cosignature from checkpoint",
    ])
    func `nothing cosigned goes`(_ script: String) throws {
        let settings = try TestCollector.emptyDatabase()
        var desk = TestDesk()
        desk.add(5)
        let service = try PostgreSQLConnection(settings.replacing("user=tester", with: "user=ra_collector"))
        let collector = try TestCollector(service)
        try collector.enrol(desk)
        #expect(try collector.push(desk.entries(old: 0, to: 3), desk).status == 200)
        #expect(try collector.push(desk.entries(old: 3), desk).status == 200)
        #expect(throws: PostgreSQLError.self) { try service.runScript(script) }
        #expect(try service.run("select count(*) from event")[0].integer(0) == 5)
        #expect(try service.run("select count(*) from checkpoint where cosignature is not null")[0].integer(0) == 2)
        // A later cosignature of the same checkpoint is the door's own work.
        collector.clock.now = collector.clock.now.adding(seconds: 60)
        let again = try collector.witness(desk.witnessRequest(old: 5))
        #expect(try collector.isCosigned(again, desk.checkpoint()))
        #expect(try service.run("select max(cosigned_at) from checkpoint")[0].integer(0) == 1_795_000_060)
        #expect(try collector.witness(desk.witnessRequest(old: 5)).status == 200)
        #expect(try EstateReader(service).verify(desk.origin).isSound)
    }

    /// The column is what somebody wrote; the time that counts is the one that the witness itself signed.
    @Test func `a time in the database moves no cosignature`() throws {
        let connection = try PostgreSQLConnection(try TestCollector.emptyDatabase())
        try connection.runScript("alter table checkpoint disable trigger all")
        let collector = try TestCollector(connection)
        var desk = TestDesk()
        try collector.enrol(desk)
        desk.add(5)
        #expect(try collector.push(desk.entries(old: 0, to: 3), desk).status == 200)
        try connection.run("update checkpoint set cosigned_at = 9223372036854775807")
        let answer = try collector.push(desk.entries(old: 3), desk)
        let both = Checkpoint(parsing: try desk.checkpoint().note + answer.body)
        #expect(both?.cosigned(by: collector.key.verifierKey) == collector.clock.now.secondsSince1970)
    }

    @Test func `a cosignature that is far ahead of the clock is followed by none`() throws {
        let collector = try TestCollector(try PostgreSQLConnection(try TestCollector.emptyDatabase()))
        var desk = TestDesk()
        try collector.enrol(desk)
        desk.add(5)
        let now = collector.clock.now
        collector.clock.now = now.adding(seconds: 90_000)
        #expect(try collector.push(desk.entries(old: 0, to: 3), desk).status == 200)
        collector.clock.now = now
        let error = try #require(throws: CollectorDamage.self) { try collector.push(desk.entries(old: 3), desk) }
        #expect("\(error)".contains("more than a day ahead of the clock"))
        #expect(try collector.held(desk) == 3)
        collector.clock.now = now.adding(seconds: 3_600)
        #expect(try collector.push(desk.entries(old: 3), desk).status == 200)
    }
}
