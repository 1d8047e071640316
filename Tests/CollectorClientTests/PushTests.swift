import AuditLog
import Foundation
import JSON
import Synchronization
import TestSupport
import Testing

/// `ra audit push` against the collector's real door, on a real database.
@Suite struct PushTests {
    private let door: TestDoor
    private let listener: HTTPListener

    init() throws {
        let door = try TestDoor()
        self.door = door
        listener = try HTTPListener { door.answer($0) }
    }

    private func desk(events: Int = 3) async throws -> TestLog {
        let desk = try await TestLog(events: events)
        try door.enrol(try await desk.key())
        try desk.write(settings: listener.url, key: door.key.verifierKey)
        return desk
    }

    private func expectAllThere(_ desk: TestLog) async throws {
        let (there, here) = (try door.bodies(try await desk.origin()), try await desk.bodies())
        #expect(there == here)
    }

    private func forkCheck(_ desk: TestLog) async throws -> String? {
        let report = try await desk.ra("preflight", "--only", "collector.fork", "--json", "--simulate", "two-readers")
        return try JSONValue(parsing: Data(report.standardOutput.utf8))["checks"]?.array?.first?["status"]?.string
    }

    @Test func `what isn't enrolled is refused with 1, and nothing is kept`() async throws {
        let desk = try await TestLog()
        try desk.write(settings: listener.url, key: door.key.verifierKey)
        let outcome = try await desk.ra("audit", "push")
        #expect(outcome.exitStatus == 1 && outcome.standardError.contains("isn't enrolled"))
        #expect(try await desk.ra("audit", "verify", "--json").standardOutput.contains("\"cosignatures\":0"))
    }

    @Test func `a push is cosigned and kept, one with nothing new too, and verify counts it`() async throws {
        let desk = try await desk()
        let first = try await desk.ra("audit", "push", "--json")
        #expect(first.exitStatus == 0, "\(first.standardError)")
        let document = try JSONValue(parsing: Data(first.standardOutput.utf8))
        #expect(document["outcome"] == "cosigned" && document["requests"] == 1 && document["rolledBack"] == false)
        let note = try #require(document["checkpoint"]?.string.flatMap(Checkpoint.init(parsing:)))
        #expect(note.cosigned(by: door.key.verifierKey) != nil)
        let key = try await desk.key()
        #expect(note.isSigned(by: key))
        try await expectAllThere(desk)
        for _ in 0..<2 { #expect(try await desk.ra("audit", "push").exitStatus == 0) }
        try await desk.add(5)
        #expect(try await desk.ra("audit", "push").standardOutput.contains("6 events were sent"))
        try await expectAllThere(desk)
        let size = try await desk.bodies().count
        let verified = try await desk.ra("audit", "verify", "--json")
        #expect(verified.exitStatus == 0, "\(verified.standardOutput)")
        #expect(try JSONValue(parsing: Data(verified.standardOutput.utf8))["cosignedSize"] == .integer(Int64(size)))
        #expect(try await forkCheck(desk) == "pass")
    }

    /// So that a slow line carries each within the time that an answer is waited for.
    @Test func `a long absence goes in requests of at most 10,000 events and 2 MiB`() async throws {
        let desk = try await desk(events: 20_500)
        let outcome = try await desk.ra("audit", "push", "--json")
        #expect(outcome.exitStatus == 0, "\(outcome.standardError)")
        let (sizes, events) = (
            listener.requests.map(\.body.count), listener.requests.map { $0.body.count { $0 == 0x0A } }
        )
        #expect(
            try JSONValue(parsing: Data(outcome.standardOutput.utf8))["requests"] == .integer(Int64(sizes.count)))
        #expect(sizes.allSatisfy { $0 <= 2 << 20 } && sizes.dropLast().allSatisfy { $0 > 15 << 17 }, "\(sizes)")
        #expect(events.allSatisfy { $0 <= 10_100 }, "\(events)")
        try await expectAllThere(desk)
        #expect(try await desk.ra("audit", "verify").exitStatus == 0)
    }

    @Test func `a log put back to an older copy is a fork, and the preflight says so`() async throws {
        let desk = try await desk()
        let before = try desk.copy()
        try await desk.add(4)
        #expect(try await desk.ra("audit", "push").exitStatus == 0)
        try desk.putBack(before)
        try await desk.add(2, note: 7)
        let outcome = try await desk.ra("audit", "push")
        #expect(outcome.exitStatus == 1 && outcome.standardError.contains("another history"))
        #expect(try await desk.events("collector.fork") == 1)
        #expect(try await forkCheck(desk) == "fail")
        #expect(try await desk.ra("audit", "push").exitStatus == 1, "and again")
        #expect(try await desk.events("collector.fork") == 1, "the same answer once more is no other event")
    }

    @Test func `a log that lacks its end, and nothing else, is a fork`() async throws {
        let desk = try await desk()
        let before = try desk.copy()
        try await desk.add(4)
        #expect(try await desk.ra("audit", "push").exitStatus == 0)
        try desk.putBack(before)
        let outcome = try await desk.ra("audit", "push")
        #expect(outcome.exitStatus == 1 && outcome.standardError.contains("which has fewer"))
        #expect(try await desk.events("collector.fork") == 1)
    }

    @Test func `an answer that was lost is made up for by the next push`() async throws {
        let desk = try await desk()
        let door = door
        let loses = Mutex(true)
        let losing = try HTTPListener { request in
            let answer = door.answer(request)
            let isLost = loses.withLock { value in
                defer { value = false }
                return value
            }
            return isLost ? .nothing : answer
        }
        try desk.write(settings: losing.url, key: door.key.verifierKey)
        let lost = try await desk.ra("audit", "push")
        #expect(lost.exitStatus == 69, "\(lost.standardError)")
        try await desk.add(3)
        let next = try await desk.ra("audit", "push")
        #expect(next.exitStatus == 0, "\(next.standardError)")
        #expect(losing.requests.count == 3, "lost, another size, the rest")
        try await expectAllThere(desk)
        #expect(try await desk.events("collector.fork") == 0)
        #expect(try await desk.events("collector.rolledBack") == 0)
    }

    @Test func `a collector that was put back is told so in the log, and gets the rest again`() async throws {
        let desk = try await desk(events: 20)
        #expect(try await desk.ra("audit", "push").exitStatus == 0)
        try door.putBack(try await desk.origin(), to: 5)
        let outcome = try await desk.ra("audit", "push", "--json")
        #expect(try JSONValue(parsing: Data(outcome.standardOutput.utf8))["rolledBack"] == true, "\(outcome)")
        #expect(try await desk.events("collector.rolledBack") == 1)
        #expect(outcome.exitStatus == 0, "\(outcome.standardError)")
        #expect(try await desk.ra("audit", "push").exitStatus == 0)
        try await expectAllThere(desk)
        #expect(try await desk.events("collector.rolledBack") == 1)
    }

    @Test func `pushes of one log wait for each other, and cross no session's work`() async throws {
        let desk = try await desk(events: 50)
        let log = try await desk.open()
        try await withThrowingTaskGroup(of: Int32?.self) { group in
            for _ in 0..<4 { group.addTask { try await desk.ra("audit", "push").exitStatus } }
            for number in 0..<30 {
                try await log.append(AuditEvent(.cardRead, session: "crossing-\(number)"))
            }
            for try await status in group { #expect(status == 0) }
        }
        #expect(try await desk.ra("audit", "push").exitStatus == 0)
        try await expectAllThere(desk)
        #expect(try await desk.events("collector.fork") == 0)
    }

    @Test func `killed anywhere, the desk sends nothing twice and loses nothing`() async throws {
        let desk = try await desk(events: 200)
        let kills = ProcessInfo.processInfo.environment["RA_PUSH_KILLS"].flatMap(Int.init) ?? 12
        for round in 0..<kills {
            try await desk.add(20)
            let push = try ChildProcess(
                [RaProcess.path, "audit", "push", "--audit-log", desk.path, "--config", desk.settings])
            try await Task.sleep(for: .milliseconds(Int.random(in: 1...400)))
            push.send(SIGKILL)
            push.waitUntilEnded()
            if round % 4 == 3 { #expect(try await desk.ra("audit", "push").exitStatus == 0) }
        }
        let last = try await desk.ra("audit", "push")
        #expect(last.exitStatus == 0, "\(last.standardError)")
        try await expectAllThere(desk)
        #expect(try await desk.events("collector.fork") == 0)
        #expect(try await desk.events("collector.rolledBack") == 0)
        #expect(try await desk.ra("audit", "verify").exitStatus == 0)
    }

    @Test func `a log that goes on from another names what the collector cosigned of it`() async throws {
        let desk = try await desk()
        #expect(try await desk.ra("audit", "push").exitStatus == 0)
        let size = try await desk.bodies().count
        let origin = try await desk.origin()
        #expect(try await desk.ra("audit", "init", "--succeeds", origin).exitStatus == 1, "there is a log")
        try FileManager.default.removeItem(atPath: desk.path)
        try FileManager.default.removeItem(atPath: desk.path + ".key")
        #expect(try await desk.ra("audit", "init", "--succeeds", "ra-workstation/OTHER/00000000").exitStatus == 1)
        #expect(!FileManager.default.fileExists(atPath: desk.path))
        let made = try await desk.ra("audit", "init", "--succeeds", origin)
        #expect(made.exitStatus == 0, "\(made.standardError)")
        let first = try JSONValue(parsing: Data(try #require(await desk.bodies().first).utf8))
        let named = first["details"]?["succeeds"]
        #expect(named?["log"] == .string(origin) && named?["size"] == .integer(Int64(size)))
    }

    @Test func `witnesses of a policy are asked, and the quorum decides`() async throws {
        let desk = try await desk()
        let key = door.key.verifierKey
        let stranger = SigningKey(name: "other.example", algorithm: .cosignature).verifierKey
        func witness(_ policy: String) async throws -> RaProcess.Outcome {
            try await desk.ra("audit", "witness", "--policy", "-", input: policy)
        }
        let log = try await desk.key().text
        let met = try await witness("log \(log)\nwitness w \(key.text) \(listener.url)\nquorum w\n")
        #expect(met.exitStatus == 0, "\(met.standardError)")
        #expect(try #require(Checkpoint(parsing: met.standardOutput)).cosigned(by: key) != nil)
        try await desk.add(2)
        #expect(try await witness("witness w \(key.text) \(listener.url)\nquorum w\n").exitStatus == 0, "with a proof")
        let wrong = try await witness("witness w \(stranger.text) \(listener.url)\nquorum w\n")
        #expect(wrong.exitStatus == 1, "signed by another key than the policy names")
        #expect(try await witness("witness w \(stranger.text) http://127.0.0.1:1\nquorum w\n").exitStatus == 69)
        #expect(try await witness("witness w \(stranger.text) http://example.org\nquorum w\n").exitStatus == 1)
        #expect(try await witness("witness w \(stranger.text)\nquorum none\n").exitStatus == 0)
        #expect(try await witness("witness w \(stranger.text)\n").exitStatus == 65)
        let strange = SigningKey(name: "ra-workstation/OTHER/00000000").verifierKey.text
        let other = try await witness("log \(strange)\nquorum none\n")
        #expect(other.exitStatus == 1 && other.standardError.contains("not this one"))
        #expect(try await desk.ra("audit", "verify").exitStatus == 0)
    }

    @Test func `a fork that the collector shows as a witness is recorded, and another witness's is said`() async throws
    {
        let desk = try await desk()
        let policy = "witness w \(door.key.verifierKey.text) \(listener.url)\nquorum none\n"
        let before = try desk.copy()
        try await desk.add(4)
        #expect(try await desk.ra("audit", "witness", "--policy", "-", input: policy).exitStatus == 0)
        try desk.putBack(before)
        for (shorter, reason) in [(true, "beyondLog"), (false, "refused")] {
            if !shorter { try await desk.add(12, note: 7) }
            // To a desk whose collector is another one, this is some witness: nothing is recorded, whatever the quorum.
            let stranger = SigningKey(name: "other.example", algorithm: .cosignature).verifierKey
            try desk.write(settings: listener.url, key: stranger)
            let events = try await desk.events("collector.fork")
            let said = try await desk.ra("audit", "witness", "--policy", "-", input: policy)
            #expect(said.exitStatus == 1 && said.standardError.contains("another history of this log"), "\(said)")
            #expect(try await desk.events("collector.fork") == events)
            if shorter { #expect(try await forkCheck(desk) == "pass") }
            try desk.write(settings: listener.url, key: door.key.verifierKey)
            for _ in 0..<2 {
                let outcome = try await desk.ra("audit", "witness", "--policy", "-", "--json", input: policy)
                #expect(outcome.exitStatus == 1, "\(outcome)")
                let document = try JSONValue(parsing: Data(outcome.standardOutput.utf8))
                #expect(document["witnesses"]?.array?.first?["outcome"] == "fork" && document["quorum"] == true)
                #expect(document["witnesses"]?.array?.first?["cosigned"] == false)
            }
            let recorded = try await desk.bodies().last { $0.contains("collector.fork") }
            #expect(recorded?.contains("\"reason\":\"\(reason)\"") == true)
            #expect(try await desk.events("collector.fork") == events + 1, "the same answer again is no other event")
            #expect(try await forkCheck(desk) == "fail")
        }
    }
}
