import Foundation
import JSON
import TestSupport
import Testing

@testable import AuditLog

/// found: F14. README, "What the log proves": each sentence is a test's name, or part of one.
///
/// Elsewhere: that the tree is RFC 6962's and a checkpoint C2SP's (`AuditCommandTests`, `verify_log.py`), that a session's
/// end is signed (`SessionConversationTests`), the modes of the shared place (`FileTests`), and the bounds (`HostileLogTests`).
@Suite struct ReadmeClaimsTests {
    private func text(_ verification: Verification) -> String {
        (verification.findings.map(\.text) + verification.limits).joined(separator: "\n")
    }

    @Test func `README: the workstation signs its root once a day and on demand`() async throws {
        let scratch = try Scratch()
        let clock = HandClock()
        let log = try await AuditLog.open(at: scratch.log, context: .desk, clock: clock.clock)
        #expect(try await log.checkpoint().size == 2)
        try await log.append(.sample())
        clock.step(seconds: 86_401)
        _ = try await AuditLog.open(at: scratch.log, context: .desk, clock: clock.clock)
        let last = try #require(try await LogReader.open(at: scratch.log).lastCheckpoint())
        let keys = try await LogReader.open(at: scratch.log).verifierKeys()
        #expect(last.size == 4 && keys.contains(where: last.isSigned))
    }

    @Test
    func
        `README: an event is written only into a database whose schema is this program's own, and read back before it counts`()
        async throws
    {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        let stored = try await log.append(.sample())
        #expect(try scratch.query("SELECT body FROM event WHERE seq = \(stored.seq)") == [stored.body])
        try scratch.execute("CREATE TABLE other (a)")
        let error = await #expect(throws: AuditLogError.self) { try await log.append(.sample()) }
        #expect(error?.reason == .altered(["table other"]) && error?.stored == .no)
    }

    @Test(arguments: [
        (
            "UPDATE event SET body = replace(body, 'osprey', 'cossham') WHERE seq = 20",
            "Event 20 is not as it was written", 20
        ),
        ("DELETE FROM event WHERE seq = 20", "Event 20 is missing", 20),
        ("UPDATE checkpoint SET note = replace(note, '— ', '— x')", "is not signed by this log's key", nil),
        ("CREATE TABLE other (a)", "has what it should not: table other", nil),
    ])
    func
        `README: verify names the first event that doesn't fit the hashes beside it, gaps, checkpoints that the log's key didn't sign, and whatever in the database this program didn't make`(
            sql: String, words: String, event: Int64?
        ) async throws
    {
        let scratch = try await Scratch.withFiftyEvents()
        try scratch.tamper(sql)
        let verification = try await LogVerifier.verify(scratch.log)
        #expect(text(verification).contains(words), "\(text(verification))")
        #expect(verification.firstBadEvent == event)
    }

    @Test
    func
        `README: whoever may write the log can compute all of that anew, or cut off the end with its checkpoints, and verify says that this proves nothing`()
        async throws
    {
        let (rewritten, _) = try await Scratch.withCheckpoints()
        try rewritten.rewrite(28, "\"session\":\"s-27\"", with: "\"session\":\"s-72\"")
        try rewritten.signAnew()
        let (cut, _) = try await Scratch.withCheckpoints()
        try cut.cut(after: 35)
        for scratch in [rewritten, cut] {
            let outcome = try await RaProcess.run(["audit", "verify", "--audit-log", scratch.log])
            #expect(outcome.exitStatus == 0)
            #expect(outcome.standardOutput.contains("No checkpoint from outside was given."))
            #expect(outcome.standardOutput.contains("wrote anew, would not show."))
        }
    }

    @Test
    func
        `README: against and code find a rewritten, cut or rolled-back log, and say between which events the first bad one is`()
        async throws
    {
        let (rewritten, keptOfRewritten) = try await Scratch.withCheckpoints()
        try rewritten.rewrite(28, "\"session\":\"s-27\"", with: "\"session\":\"s-72\"")
        try rewritten.signAnew()
        let (cut, keptOfCut) = try await Scratch.withCheckpoints()
        try cut.cut(after: 35)
        let rolledBack = try await Scratch.withFiftyEvents()
        let older = FileManager.default.contents(atPath: rolledBack.log)
        let log = try await AuditLog.open(at: rolledBack.log, context: .desk)
        let last = try await log.checkpoint()
        try older?.write(to: URL(fileURLWithPath: rolledBack.log))
        for (scratch, checkpoint, words) in [
            (rewritten, keptOfRewritten[2], "between 1 and 30"), (cut, keptOfCut[4], "First bad event: 36"),
            (rolledBack, last, "First bad event: 53"),
        ] {
            let file = scratch.folder + "/kept"
            try checkpoint.note.write(toFile: file, atomically: true, encoding: .utf8)
            let against = try await RaProcess.run(["audit", "verify", "--audit-log", scratch.log, "--against", file])
            #expect(against.exitStatus == 1 && against.standardOutput.contains(words), "\(against.standardOutput)")
            let code = try await RaProcess.run(
                ["audit", "verify", "--audit-log", scratch.log, "--code", "\(checkpoint.code)"])
            #expect(code.exitStatus == 1 && code.standardOutput.contains(words), "\(code.standardOutput)")
        }
    }

    @Test func `README: a checkpoint vouches for the events that it covers and for none after them`() async throws {
        let (scratch, kept) = try await Scratch.withCheckpoints()
        try scratch.rewrite(45, "\"session\":\"s-44\"", with: "\"session\":\"s-54\"")
        try scratch.signAnew()
        let verification = try await LogVerifier.verify(
            scratch.log, against: VerificationReference(checkpoints: [kept[3]]))
        #expect(verification.isSound && verification.vouchedSize == 40)
        #expect(text(verification).contains("vouches for events 1 to 40."))
        #expect(text(verification).contains("Nothing from outside vouches for the 10 after them"))
    }

    @Test(arguments: [
        AuditEvent(.factAnswered, details: ["passcode": "x"]), AuditEvent(.factAnswered, details: ["unlockCode": "x"]),
        AuditEvent(.factAnswered, details: ["lastName": "x"]), AuditEvent(.factAnswered, subject: "Jo Bloggs"),
        AuditEvent(.factAnswered, details: ["value": "jo@nhs.net"]),
    ])
    func `README: the log holds UUIDs, and never a passcode, an unlock code, a person's name or an email address`(
        event: AuditEvent
    ) async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        let error = await #expect(throws: AuditLogError.self) { try await log.append(event) }
        #expect(error?.stored == .no)
    }
}
