import Foundation
import GRDB
import Testing

@testable import AuditLog

/// The attacks that verifying once missed, each with and without a checkpoint that was kept outside.
@Suite struct OutsideCheckpointTests {
    private func verify(_ scratch: Scratch, _ kept: Checkpoint...) async throws -> Verification {
        try await LogVerifier.verify(scratch.log, against: VerificationReference(checkpoints: kept))
    }

    // found: P9
    @Test
    func
        `a rewritten event under checkpoints that were signed anew is found by any outside checkpoint over it, in the right range`()
        async throws
    {
        let (scratch, kept) = try await Scratch.withCheckpoints()
        try scratch.rewrite(28, "\"session\":\"s-27\"", with: "\"session\":\"s-72\"")
        try scratch.signAnew()
        let alone = try await verify(scratch)
        #expect(alone.isSound && alone.limits.joined().contains("would not show"))
        for (index, checkpoint) in kept.enumerated() {
            let verification = try await verify(scratch, checkpoint)
            #expect(verification.isSound == (index < 2), "\(index)")
            #expect(verification.vouchedSize == (index < 2 ? checkpoint.size : 0))
            // Only what came from outside is believed: with one checkpoint the range begins at the first event.
            #expect(verification.firstBadRange == (index < 2 ? nil : 1...checkpoint.size))
            #expect(verification.firstBadEvent == nil)
        }
        let all = try await LogVerifier.verify(scratch.log, against: VerificationReference(checkpoints: kept))
        #expect(all.firstBadRange == 21...30)
        #expect(all.findings.first?.text.hasSuffix("the first bad one is between 21 and 30.") == true)
        #expect(all.vouchedSize == 20)
        // The order in which they are given makes no difference.
        let reversed = try await LogVerifier.verify(
            scratch.log, against: VerificationReference(checkpoints: kept.reversed()))
        #expect(reversed.firstBadRange == 21...30)
    }

    // found: P9
    @Test func `checkpoints of the log itself narrow nothing, whatever they say`() async throws {
        let (scratch, kept) = try await Scratch.withCheckpoints()
        try scratch.rewrite(8, "\"session\":\"s-5\"", with: "\"session\":\"s-6\"")
        try scratch.signAnew()
        // One old checkpoint left in the log, as bait for a false range.
        try scratch.tamper { db in
            try db.execute(sql: "UPDATE checkpoint SET note = ? WHERE number = 5", arguments: [kept[4].note])
        }
        let alone = try await verify(scratch)
        #expect(alone.findings.map(\.text).joined().contains("if it is genuine, the first bad one is between 1 and 50"))
        #expect(try await verify(scratch, kept[4]).firstBadRange == 1...50)
    }

    // found: P9
    @Test func `two outside checkpoints that contradict each other are said to, and give no range`() async throws {
        let (scratch, kept) = try await Scratch.withCheckpoints()
        let key = try #require(SigningKey(text: try String(contentsOfFile: scratch.log + ".key", encoding: .utf8)))
        let false50 = try key.checkpoint(size: 50, root: .emptyTree)
        let verification = try await verify(scratch, kept[4], false50)
        #expect(verification.firstBadRange == nil)
        #expect(verification.findings.map(\.text).joined().contains("one of them is false"))
    }

    // found: P9
    @Test func `an event changed without its hashes, in a rewritten log, is not called the first bad one`() async throws
    {
        let (scratch, kept) = try await Scratch.withCheckpoints()
        try scratch.rewrite(8, "\"session\":\"s-5\"", with: "\"session\":\"s-6\"")
        try scratch.signAnew()
        try scratch.tamper("UPDATE event SET body = replace(body, 'osprey', 'cossham') WHERE seq = 25")
        let verification = try await verify(scratch, kept[4])
        #expect(verification.firstBadRange == 1...25)
        #expect(verification.firstBadEvent == nil)
    }

    // found: W13
    @Test func `a checkpoint of another log is said to be one, and the log is not called bad`() async throws {
        let (scratch, _) = try await Scratch.withCheckpoints()
        let other = try await Scratch.withCheckpoints(7).kept[6]
        let verification = try await verify(scratch, other)
        #expect(!verification.isSound && verification.isOfAnotherLog)
        #expect(verification.firstBadRange == nil && verification.findings.count == 1)
        #expect(verification.findings[0].text.contains("another log, \(other.origin)"))
    }

    // found: F14
    @Test
    func `a tail cut with its number put back and its checkpoints removed shows only against an outside checkpoint`()
        async throws
    {
        let (scratch, kept) = try await Scratch.withCheckpoints()
        try scratch.cut(after: 35)
        let alone = try await verify(scratch)
        #expect(alone.isSound && alone.limits.joined().contains("cut off at the end"))
        let earlier = try await verify(scratch, kept[2])
        #expect(earlier.isSound && earlier.vouchedSize == 30)
        #expect(earlier.limits.joined().contains("the 5 after them: cut off"))
        let later = try await verify(scratch, kept[3])
        #expect(!later.isSound && later.firstBadEvent == 36)
        #expect(later.findings[0].text.contains("Whether events 1 to 35 are as they were it can't show"))
        let both = try await verify(scratch, kept[2], kept[3])
        #expect(both.findings[0].text.contains("Whether events 31 to 35 are"))
        let code = try await LogVerifier.verify(
            scratch.log, against: VerificationReference(codes: [kept[3].code]))
        #expect(!code.isSound && code.firstBadEvent == 36)
    }

    // found: F14
    @Test(arguments: [
        "INSERT INTO sqlite_sequence VALUES ('event', 50)", "INSERT INTO sqlite_sequence VALUES ('event', 3)",
        "INSERT INTO sqlite_sequence VALUES ('other', 1)", "INSERT INTO sqlite_sequence VALUES (NULL, NULL)",
        "UPDATE sqlite_sequence SET seq = 'x' WHERE name = 'event'", "DELETE FROM sqlite_sequence",
        "UPDATE sqlite_sequence SET name = 'Event' WHERE name = 'event'",
    ])
    func `rows of numbers given that this program didn't make are found`(sql: String) async throws {
        let (scratch, _) = try await Scratch.withCheckpoints()
        try scratch.tamper(sql)
        let verification = try await verify(scratch)
        #expect(!verification.isSound, "\(sql)")
    }

    // found: F14
    @Test func `a checkpoint removed and the others renumbered is missed by the next opening's record`() async throws {
        let (scratch, kept) = try await Scratch.withCheckpoints()
        _ = try await AuditLog.open(at: scratch.log, context: .desk)
        try scratch.tamper(
            "DELETE FROM checkpoint WHERE number = 5; UPDATE sqlite_sequence SET seq = 4 WHERE name = 'checkpoint'")
        let alone = try await verify(scratch)
        #expect(
            alone.findings.map(\.text) == ["Checkpoint 5 over 50 events was there at event 51, and is there no more."])
        // It says nothing of the events, and those are vouched for.
        #expect(try await verify(scratch, kept[4]).vouchedSize == 50)
    }

    // found: F14
    @Test func `a session's end without a checkpoint over it is noted, and proves nothing`() async throws {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        for number in 0..<3 {
            try await log.append(AuditEvent(.sessionStarted, session: "\(number)"))
            try await log.append(AuditEvent(.sessionEnded, session: "\(number)"))
            _ = try await log.checkpoint()
        }
        #expect(try await verify(scratch).notes == [])
        try scratch.tamper(
            """
            DELETE FROM checkpoint WHERE number = 2; UPDATE checkpoint SET number = 2 WHERE number = 3;
            UPDATE sqlite_sequence SET seq = 2 WHERE name = 'checkpoint'
            """)
        let verification = try await verify(scratch)
        #expect(verification.isSound)
        #expect(
            verification.notes.count == 1 && verification.notes[0].contains("session at event 6"),
            "\(verification.notes)")
    }

    // found: F11
    @Test func `a key that was exchanged is noted, told at the next opening, and refused by the key kept elsewhere`()
        async throws
    {
        let (scratch, kept) = try await Scratch.withCheckpoints()
        let key = try #require(try await LogReader.open(at: scratch.log).verifierKeys().first)
        let origin = try await LogReader.open(at: scratch.log).origin()
        try SigningKey(name: origin).text.write(toFile: scratch.log + ".key", atomically: false, encoding: .utf8)
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        #expect(log.notices == [.keyExchanged])
        _ = try await log.checkpoint()
        let alone = try await verify(scratch)
        #expect(alone.isSound && alone.notes.joined().contains("names 2 signing keys, the last since event 52"))
        #expect(try await verify(scratch, kept[4]).isSound)
        let byKey = try await LogVerifier.verify(scratch.log, against: VerificationReference(keys: [key]))
        #expect(byKey.findings.map(\.text) == ["Checkpoint 6 in the log is not signed by this log's key."])
        #expect(try await AuditLog.open(at: scratch.log, context: .desk).notices == [])
    }

    // found: F11
    @Test func `a log that was emptied is refused, and one begun anew beside a key says so`() async throws {
        let (scratch, kept) = try await Scratch.withCheckpoints()
        let origin = kept[0].origin
        try scratch.tamper("DELETE FROM event; DELETE FROM checkpoint; DELETE FROM sqlite_sequence")
        let error = await #expect(throws: AuditLogError.self) {
            try await AuditLog.open(at: scratch.log, context: .desk)
        }
        #expect(error?.reason == .emptied)
        #expect(try await !verify(scratch).isSound)
        #expect(try await !verify(scratch, kept[0]).isSound)
        try Data().write(to: URL(fileURLWithPath: scratch.log))
        #expect(try await verify(scratch).findings.first?.text.contains("was emptied") == true)
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        #expect(log.notices == [.begunAnew(earlier: origin)])
        #expect(
            try scratch.query("SELECT json_extract(body, '$.details.earlierLog') FROM event WHERE seq = 1") == [origin])
        #expect(try await verify(scratch, kept[0]).isOfAnotherLog)
    }

    // found: P8
    @Test(arguments: ["event", "checkpoint"])
    func `a trigger that drops what is written is found while it is there`(table: String) async throws {
        let (scratch, kept) = try await Scratch.withCheckpoints()
        try scratch.execute("CREATE TRIGGER zz BEFORE INSERT ON \(table) BEGIN SELECT RAISE(IGNORE); END")
        for verification in [try await verify(scratch), try await verify(scratch, kept[4])] {
            #expect(verification.findings.map(\.text) == ["The database has what it should not: trigger zz."])
        }
    }
}
