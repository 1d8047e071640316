import AuditLog
import Collector
import Foundation
import JSON
import PostgreSQL
import TestSupport
import Testing

/// The witness's door, asked by other people's code.
@Suite struct WitnessTests {
    private static let recorded = Result {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Fixtures/witness/requests.json")
        return try JSONValue(parsing: Data(contentsOf: file))
    }

    /// What `record-witness.py` recorded of aics-witness and its client, over every row of the table.
    @Test func `a foreign client's requests get the answers that its own witness gives`() throws {
        let recorded = try Self.recorded.get()
        let collector = try TestCollector(try PostgreSQLConnection(try TestCollector.emptyDatabase()))
        for log in recorded["logs"]?.array ?? [] {
            let key = try #require(log["vkey"]?.string.flatMap { VerifierKey($0) })
            try Enrolment(connection: collector.connection, now: collector.clock.now).enrol(key)
        }
        let requests = try #require(recorded["requests"]?.array)
        #expect(requests.count >= 150)
        for (number, request) in requests.enumerated() {
            let row = request["row"]?.string ?? ""
            let body = try #require(request["body"]?.string.flatMap { Data(base64Encoded: $0) })
            let answer = try collector.witness(Array(body))
            #expect(Int64(answer.status) == request["contract"]?.integer, "\(number) \(row): \(answer)")
            guard answer.status == request["status"]?.integer.map(Int.init) else { continue }
            if answer.status == 409 { #expect(answer.body == request["size"]?.string, "\(number) \(row)") }
        }
    }

    @Test func `a desk's checkpoint is cosigned, and the newest is shown`() throws {
        let collector = try TestCollector()
        var desk = TestDesk()
        try collector.enrol(desk)
        desk.add(20)
        let answer = try collector.witness(desk.witnessRequest(old: 0))
        #expect(try collector.isCosigned(answer, desk.checkpoint()))
        let newest = try collector.door.newestCheckpoint(address: desk.address, on: collector.connection)
        let both = try #require(Checkpoint(parsing: newest.body))
        #expect(both.isSigned(by: desk.key.verifierKey) && both.isSigned(by: collector.key.verifierKey))
        #expect(
            try collector.door.newestCheckpoint(address: [UInt8](repeating: 0, count: 32), on: collector.connection)
                .status == 404)
        #expect(try collector.witness(desk.witnessRequest(old: 20)).status == 200)
        #expect(try collector.forks(desk).isEmpty)
    }
}
