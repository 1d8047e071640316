import AuditLog
import Collector
import Foundation
import Instants
import PostgreSQL
import Testing

/// The table "Taking in": each answer, and what is held afterwards.
@Suite struct EntriesTests {
    let collector: TestCollector
    var desk = TestDesk()

    init() throws {
        collector = try TestCollector()
        try collector.enrol(desk)
        desk.add(300)
    }

    // MARK: Refused

    @Test func `a log that isn't enrolled is unknown`() throws {
        var stranger = TestDesk()
        stranger.add(1)
        #expect(try collector.push(stranger.entries(old: 0), stranger).status == 404)
    }

    @Test func `another key isn't authorised`() throws {
        var imposter = TestDesk(desk.origin)
        imposter.add(1)
        #expect(try collector.push(imposter.entries(old: 0), desk).status == 403)
        #expect(try collector.held(desk) == 0)
    }

    @Test func `a note without a signature isn't authorised`() throws {
        let text = try desk.checkpoint().signedNote.text
        for note in [text, text + "\n"] {
            #expect(try collector.push(desk.entries(old: 0, note: note), desk).status == 403)
        }
    }

    @Test func `a signature that doesn't hold isn't authorised, even beside a good one`() throws {
        let checkpoint = try desk.checkpoint()
        let line = try #require(checkpoint.signedNote.signatures.first?.line)
        let blob = try #require(Data(base64Encoded: String(line.dropLast().split(separator: " ")[2])))
        let bad = "— \(desk.origin) \((blob.prefix(4) + Data(repeating: 1, count: 64)).base64EncodedString())\n"
        #expect(try collector.push(desk.entries(old: 0, note: checkpoint.note + bad), desk).status == 403)
    }

    @Test func `a retired desk isn't authorised at either door`() throws {
        #expect(try collector.push(desk.entries(old: 0, to: 200), desk).status == 200)
        try Enrolment(connection: collector.connection, now: collector.clock.now).retire(desk.origin)
        #expect(try collector.push(desk.entries(old: 200), desk).status == 403)
        #expect(try collector.witness(desk.witnessRequest(old: 200)).status == 403)
        let newest = try collector.door.newestCheckpoint(address: desk.address, on: collector.connection)
        let note = try desk.checkpoint(200).note
        #expect(newest.status == 200 && newest.body.hasPrefix(note))
    }

    @Test(arguments: [
        "", "ra-entries/v2\n", "ra-entries/v1\nold 0\n", "ra-entries/v1\nold 00 X\n", "ra-entries/v1\nold +1 X\n",
    ])
    func `what is no request is malformed`(_ body: String) throws {
        #expect(try collector.push(Array(body.utf8), desk).status == 400)
    }

    @Test func `a request that is cut anywhere is refused, and nothing is stored`() throws {
        let whole = try desk.entries(old: 0, to: 3)
        for length in 0..<whole.count {
            let answer = try collector.push(Array(whole.prefix(length)), desk)
            #expect([400, 403].contains(answer.status), "cut to \(length): \(answer)")
        }
        #expect(try collector.held(desk) == 0)
    }

    @Test func `another log's address is malformed`() throws {
        #expect(
            try collector.door.takeEntries(
                desk.entries(old: 0), address: [UInt8](repeating: 0, count: 32), on: collector.connection
            ).status == 400)
    }

    @Test func `the bounds of a request hold`() throws {
        #expect(try collector.push([UInt8](repeating: 0x0A, count: (16 << 20) + 1), desk).status == 413)
        var large = TestDesk()
        try collector.enrol(large)
        let padding = String(repeating: "x", count: (64 << 10) - large.event(1).count)
        large.add(1, note: padding)
        #expect(large.events[0].count == 64 << 10)
        #expect(try collector.push(large.entries(old: 0), large).status == 200)
        large.add(1, note: padding + "x")
        #expect(try collector.push(large.entries(old: 1), large).status == 413)
        var many = TestDesk()
        try collector.enrol(many)
        many.add(10_001)
        #expect(try collector.push(many.entries(old: 0), many).status == 413)
        #expect(try collector.push(many.entries(old: 0, to: 10_000), many).status == 200)
    }

    @Test(arguments: [
        #"{"log":"LOG","seq":2}"#, #"{"seq":1,"log":"LOG"}"#, #"{"log":"LOG","seq":1.0}"#, #"{"log":"LOG","seq":1} "#,
        #"{"log":"other","seq":1}"#, #"{"seq":1}"#, #"["log"]"#, "", #"{"log":"LOG","seq":9223372036854775808}"#,
        #"{"a":1e3,"log":"LOG","seq":1}"#,
    ])
    func `an event that isn't canonical, or not the next, is refused`(_ text: String) throws {
        var odd = TestDesk()
        try collector.enrol(odd)
        odd.append(Array(text.replacing("LOG", with: odd.origin).utf8))
        #expect(try collector.push(odd.entries(old: 0), odd).status == 400)
        #expect(try collector.held(odd) == 0 && collector.forks(odd).isEmpty)
    }

    @Test func `an event that isn't UTF-8 is refused`() throws {
        var odd = TestDesk()
        try collector.enrol(odd)
        odd.append(Array("{\"log\":\"\(odd.origin)\",\"note\":\"".utf8) + [0xFF] + Array("\",\"seq\":1}".utf8))
        #expect(try collector.push(odd.entries(old: 0), odd).status == 400)
    }

    // MARK: Taken

    @Test func `odd texts are taken byte for byte`() throws {
        var odd = TestDesk()
        try collector.enrol(odd)
        odd.add(1, note: #"\u0000"#)
        odd.add(1, note: "é🂡\u{202E}")
        #expect(try collector.push(odd.entries(old: 0), odd).status == 200)
        #expect(try collector.bodies(odd) == odd.events)
    }

    @Test func `what is stored is cosigned, and the same request gets the same answer`() throws {
        let first = try desk.entries(old: 0, to: 200)
        let answer = try collector.push(first, desk)
        #expect(try collector.isCosigned(answer, desk.checkpoint(200)))
        collector.clock.now = collector.clock.now.adding(seconds: 60)
        #expect(try collector.push(first, desk) == answer)
        #expect(try collector.isCosigned(collector.push(desk.entries(old: 200), desk), desk.checkpoint()))
        #expect(try collector.push(first, desk) == answer)
        #expect(try collector.bodies(desk) == desk.events)
    }

    @Test func `a request from another size is told the size held`() throws {
        #expect(try collector.push(desk.entries(old: 0, to: 200), desk).status == 200)
        for old: Int64 in [0, 100, 250] {
            let answer = try collector.push(desk.entries(old: old), desk)
            #expect(answer.status == 409 && answer.body == "200\n" && answer.contentType == "text/x.tlog.size")
        }
        #expect(try collector.push(desk.entries(old: 200), desk).status == 200)
    }

    @Test func `the times of cosignatures never go back`() throws {
        let first = try collector.push(desk.entries(old: 0, to: 200), desk)
        collector.clock.now = collector.clock.now.adding(seconds: -3600)
        let second = try collector.push(desk.entries(old: 200), desk)
        func time(_ answer: CollectorAnswer) -> Int64? {
            let base64 = answer.body.split(separator: " ").last.map { String($0.dropLast()) }
            return base64.flatMap { Data(base64Encoded: $0) }.flatMap { Cosignature($0.dropFirst(4))?.seconds }
        }
        #expect(time(first) != nil && time(first) == time(second))
    }

    @Test func `what ends below the witnessed size is stored, and not cosigned until it gets there`() throws {
        #expect(try collector.witness(desk.witnessRequest(old: 0)).status == 200)
        let part = try desk.entries(old: 0, to: 100)
        #expect(try collector.push(part, desk) == CollectorAnswer(202))
        #expect(try collector.push(part, desk) == CollectorAnswer(202))
        #expect(try collector.isCosigned(collector.push(desk.entries(old: 100), desk), desk.checkpoint()))
    }

    @Test func `another key takes over at the size that is held`() throws {
        #expect(try collector.push(desk.entries(old: 0, to: 200), desk).status == 200)
        var renewed = desk
        renewed.key = SigningKey(name: desk.origin)
        try Enrolment(connection: collector.connection, now: collector.clock.now).rekey(
            desk.origin, renewed.key.verifierKey)
        #expect(try collector.push(desk.entries(old: 200), desk).status == 403)
        #expect(try collector.push(desk.entries(old: 200, to: 200), desk).status == 200)
        #expect(try collector.push(renewed.entries(old: 200), renewed).status == 200)
    }

    // MARK: Neither stored nor held against the desk

    @Test func `invented events beside a true note mark nobody`() throws {
        #expect(try collector.push(desk.entries(old: 0, to: 200), desk).status == 200)
        var invented = desk
        invented.replace(250, with: desk.event(251, note: "invented"))
        let events = Array(invented.events[200...])
        #expect(try collector.push(desk.entries(old: 200, events: events), desk).status == 400)
        #expect(try collector.push(desk.entries(old: 200, proof: []), desk).status == 400)
        let wrong = try desk.entries(old: 200, oldRoot: desk.root(100))
        #expect(try collector.push(wrong, desk).status == 400)
        #expect(try collector.forks(desk).isEmpty)
        #expect(try collector.push(desk.entries(old: 200), desk).status == 200)
    }

    /// What can be said without writing is said in the order of the table.
    @Test func `a database that takes no writing still knows who is enrolled`() throws {
        let collector = try TestCollector()
        var stranger = TestDesk()
        stranger.add(1)
        var own = TestDesk()
        try collector.enrol(own)
        own.add(1)
        var imposter = own
        imposter.key = SigningKey(name: own.origin)
        try collector.connection.runScript("set default_transaction_read_only = on")
        #expect(try collector.push(stranger.entries(old: 0), stranger).status == 404)
        #expect(try collector.push(imposter.entries(old: 0), own).status == 403)
        #expect(try collector.push(own.entries(old: 0), own).status == 503)
        #expect(try collector.witness(stranger.witnessRequest(old: 0)).status == 404)
        #expect(try collector.witness(imposter.witnessRequest(old: 0)).status == 403)
        #expect(try collector.witness(own.witnessRequest(old: 0)).status == 503)
        try collector.connection.runScript("set default_transaction_read_only = off")
        #expect(try collector.push(own.entries(old: 0), own).status == 200)
    }
}
