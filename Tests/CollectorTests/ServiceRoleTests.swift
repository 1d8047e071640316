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
        "update checkpoint set cosigned_at = null",
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
}
