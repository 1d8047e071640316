import Foundation
import TestSupport
import Testing

@testable import AuditLog

/// Cosignatures in the log: whatever is wrong with one is found.
@Suite struct CosignatureTests {
    private let witness = SigningKey(name: "collector.example/w1", algorithm: .cosignature)

    private func cosigned(_ checkpoint: Checkpoint, by key: SigningKey, over text: String? = nil) throws -> Checkpoint {
        try #require(
            checkpoint.adding(try key.cosign(text ?? checkpoint.signedNote.text, seconds: 1_795_000_000).line))
    }

    /// A log with two cosignatures.
    private func log() async throws -> (Scratch, AuditLog) {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        for size in 1...2 {
            try await log.append(.sample(size))
            let checkpoint = try await log.checkpoint()
            try await log.keepPush(
                try cosigned(checkpoint, by: witness), acknowledged: checkpoint.size, by: witness.verifierKey, at: nil)
        }
        return (scratch, log)
    }

    private func texts(_ scratch: Scratch, witnesses: [VerifierKey] = []) async throws -> [String] {
        try await LogVerifier.verify(scratch.log, against: VerificationReference(witnesses: witnesses)).findings
            .map(\.text)
    }

    @Test func `cosignatures that hold are counted, by the witness who is named where one is`() async throws {
        let (scratch, log) = try await log()
        var verification = try await LogVerifier.verify(scratch.log)
        #expect(verification.isSound && verification.cosignatureCount == 2 && verification.cosignedSize == 4)
        #expect(verification.vouchedSize == 0, "what stands in the log vouches for nothing")
        let other = SigningKey(name: "other.example", algorithm: .cosignature)
        verification = try await LogVerifier.verify(
            scratch.log, against: VerificationReference(witnesses: [other.verifierKey]))
        #expect(verification.isSound && verification.cosignedSize == 0)
        _ = log
    }

    @Test func `the same cosignature is kept once`() async throws {
        let (scratch, log) = try await log()
        let checkpoint = try await log.checkpoint()
        let again = try cosigned(checkpoint, by: witness)
        try await log.keepPush(again, acknowledged: 4, by: witness.verifierKey, at: nil)
        #expect(try scratch.query("SELECT count(*) FROM cosignature") == ["2"])
    }

    @Test func `neither can be changed nor removed, and one that was is found`() async throws {
        for sql in ["UPDATE cosignature SET size = 1", "DELETE FROM cosignature"] {
            let (scratch, _) = try await log()
            #expect(throws: (any Error).self) { try scratch.execute(sql) }
        }
        let (scratch, _) = try await log()
        let trigger = try #require(
            try scratch.query("SELECT sql FROM sqlite_master WHERE name = 'cosignature_no_delete'").first)
        try scratch.execute("DROP TRIGGER cosignature_no_delete; DELETE FROM cosignature WHERE number = 1; \(trigger)")
        #expect(try await texts(scratch).contains { $0.contains("Cosignature 1 is missing") })
        try scratch.execute("DROP TRIGGER cosignature_no_delete; DELETE FROM cosignature; \(trigger)")
        #expect(try await texts(scratch).contains { $0.contains("last cosignature is number 0") })
    }

    @Test func `one by another key, over another text, of other events or of another log is found`() async throws {
        let stranger = SigningKey(name: "collector.example/w1", algorithm: .cosignature)
        func found(_ words: String, _ note: (Checkpoint) throws -> Checkpoint) async throws {
            let (scratch, log) = try await log()
            try await log.keep(try note(try await log.checkpoint()), by: witness.verifierKey)
            let texts = try await texts(scratch)
            #expect(texts.contains { $0.contains(words) }, "\(words): \(texts)")
        }
        try await found("didn't give it") { try cosigned($0, by: stranger) }
        try await found("didn't give it") { try cosigned($0, by: witness, over: $0.signedNote.text + "x\n") }
        try await found("of another log") { _ in
            let other = SigningKey(name: "ra-workstation/OTHER/00000000")
            return try cosigned(try other.checkpoint(size: 1, root: .emptyTree), by: witness)
        }
        try await found("not signed by this log's key") {
            let other = SigningKey(name: $0.origin)
            return try cosigned(try other.checkpoint(size: $0.size, root: $0.root), by: witness)
        }
    }

    @Test func `a log rewritten under a cosignature is found`() async throws {
        let (scratch, log) = try await log()
        let text = Checkpoint.text(origin: log.origin, size: 3, root: .emptyTree)
        let key = try #require(
            SigningKey(
                text: String(
                    decoding: FileManager.default.contents(atPath: scratch.log + ".key") ?? Data(), as: UTF8.self)))
        let other = Checkpoint(
            origin: log.origin, size: 3, root: .emptyTree,
            signedNote: SignedNote(text: text, signatures: [try key.sign(text)]))
        try await log.keep(try cosigned(other, by: witness), by: witness.verifierKey)
        #expect(
            try await texts(scratch).contains {
                $0.contains("Cosignature 3 in the log covers 3 events that are not these")
            })
    }

    @Test func `a given checkpoint's line by the witness who is named has to hold`() async throws {
        let (scratch, log) = try await log()
        let checkpoint = try await log.checkpoint()
        func findings(_ given: Checkpoint) async throws -> [String] {
            try await LogVerifier.verify(
                scratch.log,
                against: VerificationReference(checkpoints: [given], witnesses: [witness.verifierKey])
            ).findings.map(\.text)
        }
        #expect(try await findings(checkpoint) == [])
        #expect(try await findings(try cosigned(checkpoint, by: witness)) == [])
        let wrong = try cosigned(checkpoint, by: witness, over: "another\n")
        #expect(try await findings(wrong).contains { $0.contains("doesn't hold") })
    }

    @Test func `an older log gets its cosignatures when it is written on`() async throws {
        let scratch = try Scratch()
        let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Fixtures/logs/v1/audit.sqlite")
        try FileManager.default.copyItem(atPath: fixture.path, toPath: scratch.log)
        chmod(scratch.log, 0o600)
        let reader = try await LogReader.open(at: scratch.log)
        #expect(try await reader.cosigned(size: 19) == [])
        #expect(try await reader.standing(of: witness.verifierKey).record == nil)
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        let checkpoint = try await log.checkpoint()
        try await log.keep(try cosigned(checkpoint, by: witness), by: witness.verifierKey)
        let verification = try await LogVerifier.verify(scratch.log)
        #expect(verification.findings == [] && verification.cosignatureCount == 1)
    }

    @Test func `a push knows how far it got, and forgets no cosignature`() async throws {
        let (scratch, log) = try await log()
        let reader = try await LogReader.open(at: scratch.log)
        try await log.keepPush(nil, acknowledged: 1, by: witness.verifierKey, at: nil)
        let record = try #require(try await reader.standing(of: witness.verifierKey).record)
        #expect(record.size == 1 && record.cosigned == 4 && record.time == nil)
    }

    @Test func `one push at a time has the lock`() async throws {
        let (scratch, _) = try await log()
        var first = try PushLock.take(besides: scratch.log)
        #expect(first != nil)
        #expect(try PushLock.take(besides: scratch.log) == nil)
        first = nil
        #expect(try PushLock.take(besides: scratch.log) != nil)
    }
}
