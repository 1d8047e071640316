import AuditLog
import Collector
import Foundation
import Instants
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

    /// The same size and root with a line more or less under them is another text, which another cosignature is over.
    @Test func `what is kept beside a note is a cosignature of that very note`() throws {
        let collector = try TestCollector()
        var desk = TestDesk()
        try collector.enrol(desk)
        desk.add(20)
        let push = try desk.entries(old: 0)
        let first = try collector.push(push, desk)
        #expect(try collector.isCosigned(first, desk.checkpoint()))
        func newest() throws -> Checkpoint? {
            let newest = try collector.door.newestCheckpoint(address: desk.address, on: collector.connection)
            return Checkpoint(parsing: newest.body)
        }
        let plain = try desk.checkpoint().signedNote.text
        for (seconds, text) in [(60, plain + "more\n"), (120, plain + "other\n"), (120, plain), (180, plain)] {
            collector.clock.now = UTCInstant(secondsSince1970: 1_795_000_000 + Int64(seconds))
            let note = SignedNote(text: text, signatures: [try desk.key.sign(text)]).note
            let answer = try collector.witness(desk.witnessRequest(old: 20, note: note))
            #expect(try collector.isCosigned(answer, #require(Checkpoint(parsing: note))), "\(text)")
            let kept = try #require(try newest(), "\(text)")
            #expect(kept.isSigned(by: desk.key.verifierKey))
            #expect(kept.cosigned(by: collector.key.verifierKey) == 1_795_000_000 + Int64(seconds), "\(text)")
            let verified = try EstateReader(collector.connection).verify(
                desk.origin, witness: [collector.key.verifierKey])
            #expect(verified.isSound && verified.checkpoints == 1, "\(text): \(verified.findings)")
            #expect(try collector.push(push, desk) == first)
        }
        // The service itself can't take a note away from its cosignature.
        #expect(throws: PostgreSQLError.self) {
            try collector.connection.run("update checkpoint set note = note || 'x'")
        }
    }

    /// The cosignature is over the text; the older signature is what a fork of the older key would be shown by.
    @Test func `another key's signature under the same text doesn't take the first one's place`() throws {
        let collector = try TestCollector()
        var desk = TestDesk()
        try collector.enrol(desk)
        desk.add(20)
        #expect(try collector.push(desk.entries(old: 0), desk).status == 200)
        var renewed = desk
        renewed.key = SigningKey(name: desk.origin)
        try Enrolment(connection: collector.connection, now: collector.clock.now).rekey(
            desk.origin, renewed.key.verifierKey)
        collector.clock.now = collector.clock.now.adding(seconds: 60)
        #expect(try collector.push(renewed.entries(old: 20), desk).status == 200)
        var clone = desk
        clone.cut(to: 10)
        clone.add(3, note: "clone")
        #expect(try collector.push(clone.entries(old: 0), desk).status == 422)
        let fork = try #require(try collector.forks(desk).first)
        #expect(try EvidenceVerifier.accepts(fork, desk.key.verifierKey))
    }
}
