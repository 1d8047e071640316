import AuditLog
import Collector
import Foundation
import PostgreSQL
import TestSupport
import Testing

/// What would be enrolled by mistake.
@Suite struct EnrolmentTests {
    @Test(.timeLimit(.minutes(1))) func `the collector's own statement key is no desk's`() async throws {
        let server = try CollectorProcess(try TestCollector.emptyDatabase())
        let keys = try await server.run(["key"]).standardOutput.split(separator: "\n").map(String.init)
        #expect(keys.count == 2)
        for key in keys { #expect(try await server.run(["enrol", key]).exitStatus == 65) }
    }

    @Test func `a log has one successor`() throws {
        let collector = try TestCollector()
        let desks = (0..<3).map { _ in TestDesk() }
        try collector.enrol(desks[0])
        try collector.enrol(desks[1], succeeds: desks[0].origin)
        #expect(throws: EnrolmentError.self) { try collector.enrol(desks[2], succeeds: desks[0].origin) }
        try collector.enrol(desks[2], succeeds: desks[1].origin)
    }

    @Test func `a key that the log has, or had, is no new key`() throws {
        let collector = try TestCollector()
        let desk = TestDesk()
        try collector.enrol(desk)
        let enrolment = Enrolment(connection: collector.connection, now: collector.clock.now)
        #expect(throws: EnrolmentError.self) { try enrolment.rekey(desk.origin, desk.key.verifierKey) }
        let other = SigningKey(name: desk.origin).verifierKey
        try enrolment.rekey(desk.origin, other)
        for key in [other, desk.key.verifierKey] {
            #expect(throws: EnrolmentError.self) { try enrolment.rekey(desk.origin, key) }
        }
        let counting = try collector.connection.run(
            "select count(*) from log_key join log on log.id = log where origin = $1 and counts_to is null",
            [.text(desk.origin)])[0].integer(0)
        #expect(counting == 1)
    }
}
