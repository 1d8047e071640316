import AuditLog
import Foundation
import Instants
import JSON
import Testing

@Suite struct QueryTests {
    private static let expiry = UTCInstant(secondsSince1970: 1_800_000_000)

    /// A log whose events were made at the given times.
    private func log(_ events: [(time: String, event: AuditEvent)]) async throws -> (Scratch, LogReader) {
        let scratch = try Scratch()
        let hand = HandClock("2026-01-05T12:00:00Z")
        let log = try await AuditLog.open(at: scratch.log, context: .desk, clock: hand.clock)
        for (time, event) in events {
            let instant = try #require(UTCInstant(rfc3339: time))
            hand.step(seconds: instant.secondsSince1970 - hand.clock.now().secondsSince1970)
            try await log.append(event)
        }
        return (scratch, try await LogReader.open(at: scratch.log))
    }

    private func answer(_ reader: LogReader, _ change: (inout EventQuery) -> Void) async throws -> [String] {
        var query = EventQuery()
        change(&query)
        return try await reader.all(query).compactMap { try $0.json()["details"]?["name"]?.string }
    }

    private func named(_ name: String, _ event: AuditEvent) -> AuditEvent {
        var event = event
        event.details["name"] = .string(name)
        return event
    }

    @Test func `each filter finds its events and no others`() async throws {
        let (scratch, reader) = try await log([
            (
                "2026-01-05T12:00:00Z",
                named("a", AuditEvent(.cardRead, session: "s1", operatorUUID: "1", subject: "11"))
            ),
            (
                "2026-01-06T12:00:00Z",
                named("b", AuditEvent(.intent, session: "s1", action: "unlock", operatorUUID: "1", subject: "12"))
            ),
            (
                "2026-01-07T12:00:00Z",
                named(
                    "c",
                    AuditEvent(
                        .outcome, session: "s2", action: "renew", outcome: .verified, operatorUUID: "2", subject: "11"))
            ),
        ])
        #expect(try await answer(reader) { $0.subject = "11" } == ["a", "c"])
        #expect(try await answer(reader) { $0.operatorUUID = "1" } == ["a", "b"])
        #expect(try await answer(reader) { $0.session = "s2" } == ["c"])
        #expect(try await answer(reader) { $0.action = "unlock" } == ["b"])
        #expect(try await answer(reader) { $0.outcome = "verified" } == ["c"])
        #expect(try await answer(reader) { $0.code = .cardRead } == ["a"])
        #expect(try await answer(reader) { $0.workstation = "DESK-4" } == ["a", "b", "c"])
        #expect(try await answer(reader) { $0.workstation = "DESK-5" } == [])
        #expect(try await answer(reader) { $0.since = UTCInstant(rfc3339: "2026-01-06T12:00:00Z") } == ["b", "c"])
        #expect(try await answer(reader) { $0.until = UTCInstant(rfc3339: "2026-01-06T12:00:00Z") } == ["a", "b"])
        #expect(
            try await answer(reader) {
                $0.subject = "11"
                $0.operatorUUID = "2"
            } == ["c"])
        _ = scratch
    }

    @Test func `an intent is open until an outcome names it`() async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        let closed = try await log.append(named("closed", AuditEvent(.intent, session: "s", action: "unlock")))
        try await log.append(named("open", AuditEvent(.intent, session: "s", action: "unlock")))
        try await log.append(AuditEvent(.outcome, session: "s", outcome: .failed, intent: closed.seq))
        let reader = try await LogReader.open(at: scratch.log)
        #expect(try await answer(reader) { $0.isOpen = true } == ["open"])
        #expect(
            try await answer(reader) {
                $0.isOpen = true
                $0.session = "s"
            } == ["open"])
    }

    @Test func `refusals and work on one's own card are found`() async throws {
        let (scratch, reader) = try await log([
            ("2026-01-05T12:00:00Z", named("a", AuditEvent(.refusal, operatorUUID: "1", subject: "2"))),
            (
                "2026-01-05T12:00:00Z",
                named("b", AuditEvent(.outcome, outcome: .refused, operatorUUID: "1", subject: "1"))
            ),
            ("2026-01-05T12:00:00Z", named("c", AuditEvent(.outcome, outcome: .verified))),
        ])
        #expect(try await answer(reader) { $0.isRefusal = true } == ["a", "b"])
        #expect(try await answer(reader) { $0.isOwnCard = true } == ["b"])
        _ = scratch
    }

    @Test func `a card is expired while eligible when it was seen in its last 90 days and again after them`()
        async throws
    {
        func read(_ name: String, _ subject: String, expiry: UTCInstant) -> AuditEvent {
            let certificate = CertificateRecord(use: "authentication", serialNumber: "0A", notAfter: expiry)
            return named(
                name, AuditEvent(.cardRead, subject: subject, card: CardRecord(certificatesBefore: [certificate])))
        }
        func time(_ days: Int64, _ seconds: Int64 = 0) -> String {
            Self.expiry.adding(seconds: days * 86_400 + seconds).rfc3339
        }
        let renewed = Self.expiry.adding(seconds: 3 * 365 * 86_400)
        let (scratch, reader) = try await log([
            (time(-90, -1), read("too early", "3", expiry: Self.expiry)),
            (time(-90), read("first day", "1", expiry: Self.expiry)),
            (time(-10), read("due", "2", expiry: Self.expiry)),
            (time(0), read("last second", "4", expiry: Self.expiry)),
            (time(0, 1), read("1 expired", "1", expiry: Self.expiry)),
            (time(1), read("2 renewed", "2", expiry: renewed)),
            (time(1), read("3 never seen in time", "3", expiry: Self.expiry)),
            (time(1), read("4 expired", "4", expiry: Self.expiry)),
        ])
        #expect(try await answer(reader) { $0.expiredWhileEligible = true } == ["1 expired", "4 expired"])
        _ = scratch
    }

    @Test(arguments: [
        ("2026-11-20T07:59:59Z", true), ("2026-11-20T08:00:00Z", false), ("2026-11-20T18:29:59Z", false),
        ("2026-11-20T18:30:00Z", true), ("2026-11-21T12:00:00Z", true), ("2026-11-22T12:00:00Z", true),
        ("2026-11-23T12:00:00Z", false),
        // British Summer Time: 8:00 in London is 7:00 UTC.
        ("2026-06-19T06:59:59Z", true), ("2026-06-19T07:00:00Z", false), ("2026-06-19T17:30:00Z", true),
    ])
    func `out of hours is outside Monday to Friday, 8:00 to 18:30 in London`(time: String, isOut: Bool) async throws {
        #expect(OutOfHours.contains(try #require(UTCInstant(rfc3339: time))) == isOut)
        let (scratch, reader) = try await log([(time, named("a", AuditEvent(.cardRead)))])
        #expect(try await answer(reader) { $0.isOutOfHours = true } == (isOut ? ["a"] : []))
        _ = scratch
    }

    @Test func `an event after the clock was set back is still found by its time`() async throws {
        let (scratch, reader) = try await log([
            ("2026-03-01T12:00:00Z", named("later", AuditEvent(.cardRead))),
            ("2026-02-01T12:00:00Z", named("earlier", AuditEvent(.cardRead))),
        ])
        #expect(try await answer(reader) { $0.since = UTCInstant(rfc3339: "2026-03-01T00:00:00Z") } == ["later"])
        #expect(try await answer(reader) { $0.until = UTCInstant(rfc3339: "2026-02-28T00:00:00Z") } == ["earlier"])
        _ = scratch
    }

    @Test func `many pages give every event once, in order, from either end`() async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        try await log.append(contentsOf: (0..<5_000).map { .sample($0, subject: "\($0 % 3)") })
        let reader = try await LogReader.open(at: scratch.log)
        let all = try await reader.all()
        #expect(all.map(\.seq) == Array(1...5_002))
        #expect(try await reader.all(newestFirst: true) == all.reversed())
        var query = EventQuery()
        query.subject = "1"
        let some = try await reader.all(query)
        #expect(some == all.filter { $0.body.contains(#""subject":"1""#) })
        #expect(try await reader.all(query, newestFirst: true) == some.reversed())
    }
}
