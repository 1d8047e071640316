import Foundation
import GRDB
import Instants
import JSON
import Testing

@testable import AuditLog

@Suite struct AppendTests {
    @Test func `an event is in the file once append returns, with every member of the contract`() async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk, clock: HandClock().clock)
        let stored = try await log.append(.sample(7))
        let body = try #require(try scratch.query("SELECT body FROM event WHERE seq = \(stored.seq)").first)
        #expect(body == stored.body)
        let json = try JSONValue(parsing: Data(body.utf8))
        #expect(try CanonicalJSON.line(json) == body)
        #expect(json["seq"] == .integer(stored.seq))
        #expect(json["time"] == "2026-11-21T03:00:00Z")
        #expect(json["event"] == "card.read")
        #expect(json["workstation"] == "DESK-4")
        #expect(json["session"] == "s-7")
        #expect(json["operator"] == "000987654321")
        #expect(json["subject"] == "000123456789")
        #expect(json["action"] == "unlock")
        #expect(json["outcome"] == .null)
        #expect(json["simulated"] == false)
    }

    @Test func `a new log begins with its opening and its key, and each later opening is recorded`() async throws {
        let scratch = try Scratch()
        for _ in 0..<2 { _ = try await AuditLog.open(at: scratch.log, context: .desk) }
        let codes = try scratch.query("SELECT event FROM event")
        #expect(codes == ["log.opened", "key.created", "log.opened"])
    }

    @Test func `the file is written with a rollback journal and EXTRA`() async throws {
        let scratch = try Scratch()
        _ = try await AuditLog.open(at: scratch.log, context: .desk)
        let queue = try LogDatabase.forWriting(scratch.log, patience: Patience())
        let settings = try await queue.read { db in
            [
                try String.fetchOne(db, sql: "PRAGMA journal_mode"),
                try Int.fetchOne(db, sql: "PRAGMA synchronous").map(String.init),
            ]
        }
        #expect(settings == ["delete", "3"])
    }

    @Test func `when the wall clock went back, that is recorded before the event`() async throws {
        let scratch = try Scratch()
        let clock = HandClock()
        let log = try await AuditLog.open(at: scratch.log, context: .desk, clock: clock.clock)
        clock.step(seconds: -3600)
        let stored = try await log.append(.sample())
        let before = try #require(try scratch.query("SELECT body FROM event WHERE seq = \(stored.seq - 1)").first)
        let json = try JSONValue(parsing: Data(before.utf8))
        #expect(json["event"] == "clock.steppedBack")
        #expect(json["details"] == ["from": "2026-11-21T03:00:00Z", "to": "2026-11-21T02:00:00Z"])
        #expect(try await log.append(.sample()).seq == stored.seq + 1)
    }

    @Test(arguments: [
        AuditEvent(.factAnswered, details: ["answer": "j.bloggs@nhs.net"]),
        AuditEvent(.factAnswered, details: ["answer": "write to bloggs@nhs.net"]),
        AuditEvent(.factAnswered, details: ["answer": "jx@nhs.net"]),
        AuditEvent(.factAnswered, details: ["deep": [["more": ["a@b"]]]]),
        AuditEvent(.factAnswered, details: ["a@b": true]),
        AuditEvent(.factAnswered, details: ["passcode": "1234"]),
        AuditEvent(.factAnswered, details: ["holder": ["PIN": 1234]]),
        AuditEvent(.factAnswered, subject: "Jo Bloggs"),
        AuditEvent(.factAnswered, operatorUUID: ""),
        AuditEvent(.factAnswered, details: ["share": .number(0.5)]),

    ])
    func `an event that may not be recorded is refused and leaves the log as it was`(event: AuditEvent) async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        let before = try await log.append(.sample()).seq
        let error = await #expect(throws: AuditLogError.self) { try await log.append(event) }
        #expect(error?.stored == .no)
        #expect(error.map { "\($0)".contains("bloggs") || "\($0)".contains("1234") } == false)
        #expect(try await log.append(.sample()).seq == before + 1)
    }

    @Test func `an event above the limit is refused`() async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        let text = String(repeating: "a", count: 65_536)
        await #expect(throws: AuditLogError.self) {
            try await log.append(AuditEvent(.factAnswered, details: ["text": .string(text)]))
        }
    }

    @Test func `a redacted address and facts about secrets are recorded`() async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        let facts: JSONValue = ["holder": ["passcodeKnown": false, "email": "listed", "newEmail": "x@nhs.net"]]
        try await log.append(AuditEvent(.factAnswered, details: ["facts": facts]))
    }

    @Test func `a checkpoint covers all events, and the same one is returned until something is added`() async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        let last = try await log.append(.sample()).seq
        let first = try await log.checkpoint()
        #expect(first.size == last)
        #expect(try await log.checkpoint() == first)
        try await log.append(.sample())
        #expect(try await log.checkpoint().size == last + 1)
    }

    @Test func `settings are recorded when they change, and not again`() async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        let settings: [String: JSONValue] = ["site": "osprey", "retention": ["years": 8, "source": "é \"policy\""]]
        #expect(try await log.record(settings: settings) != nil)
        #expect(try await log.record(settings: settings) == nil)
        #expect(try await log.record(settings: ["site": "cossham"]) != nil)
        #expect(try await log.record(settings: settings) != nil)
        #expect(try scratch.query("SELECT seq FROM event WHERE event = 'configuration.changed'").count == 3)
    }

    @Test func `once a day the log is signed when it is opened`() async throws {
        let scratch = try Scratch()
        let clock = HandClock()
        _ = try await AuditLog.open(at: scratch.log, context: .desk, clock: clock.clock)
        clock.step(seconds: 86_399)
        _ = try await AuditLog.open(at: scratch.log, context: .desk, clock: clock.clock)
        #expect(try scratch.query("SELECT size FROM checkpoint").isEmpty)
        clock.step(seconds: 1)
        _ = try await AuditLog.open(at: scratch.log, context: .desk, clock: clock.clock)
        #expect(try scratch.query("SELECT size FROM checkpoint") == ["4"])
    }
}
