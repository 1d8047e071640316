import Foundation
import JSON
import TestSupport
import Testing

@testable import AuditLog

/// That a log goes on from where it was, shown without the log.
@Suite struct ConsistencyProofTests {
    /// A log of which a checkpoint was kept after each event.
    private struct Kept {
        let scratch: Scratch
        let reader: LogReader
        let key: VerifierKey
        let checkpoints: [Checkpoint]
    }

    private func keeping(_ count: Int) async throws -> Kept {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk)
        var checkpoints = [try await log.checkpoint()]
        for number in 0..<count {
            try await log.append(.sample(number))
            checkpoints.append(try await log.checkpoint())
        }
        let reader = try await LogReader.open(at: scratch.log)
        let key = try #require(try await reader.verifierKeys().last)
        return Kept(scratch: scratch, reader: reader, key: key, checkpoints: checkpoints)
    }

    @Test func `a proof fails with a hash changed, added or taken away, and with another root`() async throws {
        let kept = try await keeping(9)
        let (older, newer) = (kept.checkpoints[1], kept.checkpoints[8])
        let proof = try await kept.reader.consistency(of: older, with: newer)
        #expect(proof.failure(with: kept.key) == nil && proof.path.count > 2)
        func failure(_ older: Checkpoint, _ newer: Checkpoint, _ path: [TreeHash]) -> ConsistencyFailure? {
            ConsistencyProof(older: older, newer: newer, path: path).failure(with: kept.key)
        }
        for position in proof.path.indices {
            var path = proof.path
            path[position] = .node(path[position], path[position])
            #expect(failure(older, newer, path) == .notConsistent)
        }
        #expect(failure(older, newer, proof.path + [newer.root]) == .notConsistent)
        #expect(failure(older, newer, Array(proof.path.dropLast())) == .notConsistent)
        #expect(failure(kept.checkpoints[2], newer, proof.path) == .notConsistent)
        #expect(failure(older, kept.checkpoints[7], proof.path) == .notConsistent)
        #expect(failure(newer, older, proof.path) == .notConsistent, "the larger one is not the earlier one")
    }

    @Test func `it fails for another log's key, and where one of its checkpoints is not signed by this one's`()
        async throws
    {
        let (kept, other) = (try await keeping(3), try await keeping(3))
        let proof = try await kept.reader.consistency(of: kept.checkpoints[0], with: kept.checkpoints[2])
        #expect(proof.failure(with: other.key) == .otherLog(origin: proof.older.origin))
        let forged = try SigningKey(name: kept.key.name).checkpoint(size: proof.newer.size, root: proof.newer.root)
        #expect(
            ConsistencyProof(older: proof.older, newer: forged, path: proof.path).failure(with: kept.key)
                == .notSignedByKey(size: forged.size))
        #expect(
            ConsistencyProof(older: forged, newer: proof.newer, path: []).failure(with: kept.key)
                == .notSignedByKey(size: forged.size))
    }

    @Test func `a log that was written anew has no proof that holds`() async throws {
        let kept = try await keeping(12)
        try kept.scratch.rewrite(4, "000123456789", with: "000123456780")
        let reader = try await LogReader.open(at: kept.scratch.log)
        let old = try #require(kept.checkpoints.first { $0.size == 6 })
        let text = try String(contentsOfFile: kept.scratch.log + ".key", encoding: .utf8)
        let key = try #require(SigningKey(text: text))
        let root = try await reader.read { db in try TreeProver { try LogHead.hash(of: $0, in: db) }.root(size: 12) }
        let new = try key.checkpoint(size: 12, root: root)
        #expect(try await reader.consistency(of: old, with: new).failure(with: kept.key) == .notConsistent)
    }

    @Test func `there is none beyond the log's end`() async throws {
        let (short, long) = (try await keeping(2), try await keeping(6))
        let error = await #expect(throws: AuditLogError.self) {
            try await short.reader.consistency(of: short.checkpoints[0], with: long.checkpoints[6])
        }
        #expect(error?.reason == .noSuchEvent(long.checkpoints[6].size))
    }

    @Test func `what is no proof isn't read as one`() async throws {
        let kept = try await keeping(5)
        let proof = try await kept.reader.consistency(of: kept.checkpoints[1], with: kept.checkpoints[4])
        let text = try proof.json.line()
        #expect(ConsistencyProof(parsing: text) == proof)
        let deep = String(repeating: "[", count: 9_000) + String(repeating: "]", count: 9_000)
        let many = "\"\(proof.path[0].base64)\","
        for wrong in [
            "", "{}", "[]", String(text.dropLast()), text.replacing("\"schemaVersion\":1", with: "\"schemaVersion\":2"),
            text.replacing("\"older\"", with: "\"elder\""), text.replacing("\"path\":[", with: "\"path\":[1,"),
            text.replacing("\"path\":[", with: "\"path\":[\"AAAA\","),
            text.replacing("\"path\":[", with: "\"path\":" + deep + ",\"x\":["),
            text.replacing("\"path\":[", with: "\"path\":[" + String(repeating: many, count: 64)),
        ] { #expect(ConsistencyProof(parsing: wrong) == nil, "\(wrong.prefix(80))") }
    }

    @Test func `between any two checkpoints it holds, in either order, and Python computes the same from the export`()
        async throws
    {
        let kept = try await keeping(17)
        #expect(try await kept.reader.checkpoints() == kept.checkpoints)
        let export = kept.scratch.folder + "/export.jsonl"
        let lines = try await kept.reader.all().map { $0.body + "\n" }
        try lines.joined().write(toFile: export, atomically: true, encoding: .utf8)
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let script = tests.appendingPathComponent("consistency.py").path
        for (index, older) in kept.checkpoints.enumerated() {
            for newer in kept.checkpoints[index...] {
                let proof = try await kept.reader.consistency(of: newer, with: older)
                #expect(proof.older == older && proof.newer == newer)
                #expect(proof.failure(with: kept.key) == nil, "\(older.size) to \(newer.size)")
                guard index % 4 == 0 else { continue }
                let file = kept.scratch.folder + "/proof.json"
                try proof.json.line().write(toFile: file, atomically: true, encoding: .utf8)
                let outcome = try await RaProcess.run(program: "/usr/bin/python3", [script, export, file])
                #expect(
                    outcome.standardOutput == "\(older.size) to \(newer.size): \(proof.path.count) hashes\n",
                    "\(outcome.standardError)")
            }
        }
    }
}
