import AuditLog
import Foundation
import JSON
import Synchronization
import TestSupport
import Testing

/// `ra audit push` against servers that answer as none should, and against none at all.
@Suite struct OddAnswerTests {
    private let key = SigningKey(name: "collector.example/w1", algorithm: .cosignature)

    private func push(
        _ desk: TestLog, _ answers: [HTTPListener.Answer]
    ) async throws -> (outcome: RaProcess.Outcome, requests: Int) {
        let left = Mutex(answers)
        let listener = try HTTPListener { _ in left.withLock { $0.isEmpty ? .reply(418, []) : $0.removeFirst() } }
        try desk.write(settings: listener.url, key: key.verifierKey)
        let outcome = try await desk.ra("audit", "push")
        return (outcome, listener.requests.count)
    }

    private func size(_ size: Int) -> HTTPListener.Answer { .reply(409, Array("\(size)\n".utf8)) }

    @Test func `no settings and no collector in them are 65, and with --if-set nothing is done`() async throws {
        let desk = try await TestLog()
        try "site: osprey\n".write(toFile: desk.settings, atomically: true, encoding: .utf8)
        #expect(try await desk.ra("audit", "push").exitStatus == 65)
        #expect(try await desk.ra("audit", "push", "--if-set").exitStatus == 0)
        #expect(try await desk.ra("audit", "push", "--collector", "http://collector.example").exitStatus == 64)
    }

    @Test func `a collector that isn't there is 69, and the log is as it was`() async throws {
        let desk = try await TestLog()
        let before = try await desk.bodies()
        try desk.write(settings: "http://127.0.0.1:1", key: key.verifierKey)
        let outcome = try await desk.ra("audit", "push")
        #expect(outcome.exitStatus == 69 && outcome.standardError.contains("can't be reached"), "\(outcome)")
        #expect(try await desk.bodies() == before)
    }

    @Test func `the same size named back, a size beyond the log, and 422 are forks of one request`() async throws {
        for (answer, reason) in [(size(0), "sameSize"), (size(99), "beyondLog"), (.reply(422, []), "refused")] {
            let desk = try await TestLog()
            let (outcome, requests) = try await push(desk, [answer])
            #expect(outcome.exitStatus == 1 && requests == 1, "\(outcome)")
            #expect(try await desk.bodies().last?.contains("\"reason\":\"\(reason)\"") == true)
            #expect(try await desk.events("collector.fork") == 1)
        }
    }

    @Test func `a second, third size ends it with 1 and no event`() async throws {
        let desk = try await TestLog()
        let (outcome, requests) = try await push(desk, [size(2), size(1)])
        #expect(outcome.exitStatus == 1 && requests == 2, "\(outcome)")
        #expect(try await desk.events("collector.fork") == 0)
    }

    @Test func `taken to the end without a cosignature is 0`() async throws {
        let desk = try await TestLog()
        let (outcome, requests) = try await push(desk, [.reply(202, [])])
        #expect(outcome.exitStatus == 0 && requests == 1, "\(outcome)")
        #expect(outcome.standardOutput.contains("doesn't cosign them yet"))
    }

    @Test func `what is no answer of a collector is 1 or 69, and nothing is believed`() async throws {
        let desk = try await TestLog()
        let before = try await desk.bodies()
        let long = [UInt8](repeating: 0x41, count: 200_000)
        for (answer, status) in [
            (HTTPListener.Answer.reply(200, Array("— x AAAA\n".utf8)), 1), (.reply(200, []), 1),
            (.reply(200, long), 69),
            (.reply(409, Array("many\n".utf8)), 1), (.reply(302, []), 1), (.reply(403, []), 1), (.reply(404, []), 1),
            (.reply(429, []), 69), (.reply(503, []), 69), (.nothing, 69), (.raw(Array("SSH-2.0-x\r\n".utf8)), 69),
            (.raw(Array("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf".utf8)), 69),
        ] as [(HTTPListener.Answer, Int32)] {
            let (outcome, requests) = try await push(desk, [answer])
            #expect(outcome.exitStatus == status && requests == 1, "\(answer): \(outcome)")
        }
        #expect(try await desk.bodies() == before)
        #expect(try await desk.ra("audit", "verify", "--json").standardOutput.contains("\"cosignatures\":0"))
    }

    @Test func `a new log whose collector is away isn't said to wait: there is none`() async throws {
        let desk = try await TestLog()
        try desk.write(settings: "http://127.0.0.1:1", key: key.verifierKey)
        let origin = try await desk.origin()
        for name in try FileManager.default.contentsOfDirectory(atPath: desk.folder) where name.hasPrefix("audit") {
            try FileManager.default.removeItem(atPath: "\(desk.folder)/\(name)")
        }
        let outcome = try await desk.ra("audit", "init", "--succeeds", origin)
        #expect(outcome.exitStatus == 69 && outcome.standardError.contains("No log was made"), "\(outcome)")
        #expect(!outcome.standardError.contains("the log waits"), "\(outcome)")
        #expect(!FileManager.default.fileExists(atPath: desk.path))
    }

    @Test func `a redirect is not followed`() async throws {
        let desk = try await TestLog()
        let other = try HTTPListener { _ in .reply(202, []) }
        let head = "HTTP/1.1 307 X\r\nLocation: \(other.url)/\r\nContent-Length: 0\r\n\r\n"
        #expect(try await push(desk, [.raw(Array(head.utf8))]).outcome.exitStatus == 1)
        #expect(other.requests.isEmpty)
    }

    @Test func `after a session the log is pushed, and the session doesn't wait`() async throws {
        let desk = try await TestLog()
        let comes = Mutex(0)
        let slow = try HTTPListener { _ in
            comes.withLock { $0 += 1 }
            Thread.sleep(forTimeInterval: 3)
            return .reply(202, [])
        }
        try desk.write(settings: slow.url, key: key.verifierKey)
        let outcome = try await desk.ra("unlock", "--simulate", "one-reader")
        #expect(outcome.exitStatus != nil, "\(outcome)")
        try await eventually("the push has begun") { comes.withLock { $0 } == 1 }
        // It ends by itself, before the folder goes.
        try await eventually("the push has ended") { try PushLock.take(besides: desk.path) != nil }
    }
}
