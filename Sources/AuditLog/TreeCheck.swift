import Foundation
import GRDB

/// Computes the tree anew from the bodies, and holds it against what is stored, signed and brought from outside.
struct TreeCheck {
    let reader: LogReader
    let reference: VerificationReference

    func verification() async throws -> Verification {
        var progress = Progress()
        progress.verification.origin = try? await reader.origin()
        do {
            progress.verification.keys = try await reader.verifierKeys()
            progress.expect(try await storedCheckpoints(), reference)
            // While one page is taken in, the next is hashed and the one after that is read.
            var page = try await TreePage.read(from: reader, after: .min)
            var hashed: (page: TreePage, leaves: [TreePage.Leaf])?
            while true {
                let (current, origin) = (page, progress.verification.origin)
                async let next = current.isLast ? nil : TreePage.read(from: reader, after: current.lastSeq)
                async let leaves = current.leaves(origin: origin)
                if let hashed { progress.take(hashed.page, leaves: hashed.leaves) }
                hashed = (current, await leaves)
                guard let following = try await next else { break }
                page = following
            }
            if let hashed { progress.take(hashed.page, leaves: hashed.leaves) }
            if let trouble = page.trouble { throw trouble }
        } catch let error as AuditLogError {
            guard let text = error.damage else { throw error }
            progress.verification.found(text, at: progress.frontier.size + 1)
        }
        return progress.finished(trusting: reference.keys)
    }

    private func storedCheckpoints() async throws -> [StoredCheckpoint] {
        try await reader.read { db in
            try Row.fetchAll(db, sql: "SELECT number, size, note FROM checkpoint ORDER BY number").map { row in
                StoredCheckpoint(
                    number: try row.decode(atIndex: 0), size: try row.decode(atIndex: 1),
                    note: try row.decode(atIndex: 2))
            }
        }
    }
}

struct StoredCheckpoint: Sendable {
    var number: Int64
    var size: Int64
    var note: String
}

extension TreeCheck {
    /// What has been computed up to some event.
    struct Progress: Sendable {
        var verification = Verification()
        private(set) var frontier = TreeFrontier()
        private(set) var lastSeq: Int64 = 0
        /// After the first wrong event all later subtrees differ as well: only the leaves say something then.
        private var isBroken = false
        /// What is to be compared when the tree has a certain size.
        private var expectations: [Int64: [Expectation]] = [:]

        struct Expectation: Sendable {
            var what: String
            var checkpoint: Checkpoint?
            var code: CheckpointCode?
        }

        mutating func expect(_ stored: [StoredCheckpoint], _ reference: VerificationReference) {
            verification.checkpointCount = stored.count
            var number: Int64 = 0
            for row in stored {
                number += 1
                if row.number != number { verification.found("Checkpoint \(number) is missing.") }
                number = row.number
                guard let checkpoint = Checkpoint(parsing: row.note), checkpoint.size == row.size else {
                    verification.found("Checkpoint \(row.number) in the log is damaged.")
                    continue
                }
                verification.checkpointedSize = max(verification.checkpointedSize, checkpoint.size)
                expect(Expectation(what: "Checkpoint \(row.number) in the log", checkpoint: checkpoint), at: row.size)
            }
            for checkpoint in reference.checkpoints {
                expect(Expectation(what: "The given checkpoint", checkpoint: checkpoint), at: checkpoint.size)
            }
            for code in reference.codes { expect(Expectation(what: "The given code", code: code), at: code.size) }
        }

        private mutating func expect(_ expectation: Expectation, at size: Int64) {
            expectations[size, default: []].append(expectation)
        }

        mutating func take(_ page: TreePage, leaves: [TreePage.Leaf]) {
            page.bytes.withUnsafeBytes { bytes in
                for (row, leaf) in zip(page.rows, leaves) {
                    take(row.seq, leaf, stored: UnsafeRawBufferPointer(rebasing: bytes[row.tree]))
                }
            }
        }

        /// - Parameter stored: the leaf's hash and those of the subtrees that it completed, as they stand in the log.
        private mutating func take(_ seq: Int64, _ leaf: TreePage.Leaf, stored: UnsafeRawBufferPointer) {
            if seq < 1 { return verification.found("Event \(seq) should not be there.", at: seq) }
            if seq != frontier.size + 1 {
                let missing = frontier.size + 1
                if lastSeq == frontier.size {
                    let range = seq - 1 > missing ? "Events \(missing) to \(seq - 1) are" : "Event \(missing) is"
                    verification.found("\(range) missing.", at: missing)
                    isBroken = true
                }
            }
            lastSeq = seq
            var (count, isEqual) = (0, true)
            frontier.append(leaf.hash) { hash in
                if count == 0 || !isBroken { isEqual = isEqual && hash == TreeHash(count, of: stored) }
                count += 1
            }
            if !isEqual || !isBroken && stored.count != count * TreeHash.byteCount {
                verification.found("Event \(seq) is not as it was written.", at: seq)
                isBroken = true
            } else if !leaf.isInForm {
                verification.found("Event \(seq) was not written by this program.", at: seq)
            }
            compare()
        }

        /// Looks whether the tree was signed at this size.
        private mutating func compare() {
            guard let expected = expectations.removeValue(forKey: frontier.size) else { return }
            let root = frontier.root
            for expectation in expected { check(expectation, root: root) }
        }

        private mutating func check(_ expectation: Expectation, root: TreeHash) {
            let what = expectation.what
            if let checkpoint = expectation.checkpoint {
                if checkpoint.origin != verification.origin {
                    verification.found("\(what) is of another log: \(checkpoint.origin).")
                } else if checkpoint.root != root {
                    verification.found(
                        "\(what) covers \(checkpoint.size) events that are not these: "
                            + "the first bad one is between \(confirmedSize + 1) and \(checkpoint.size).")
                } else {
                    confirmedSize = checkpoint.size
                }
                signed.append((what, checkpoint))
            }
            if let code = expectation.code {
                let actual = CheckpointCode(origin: verification.origin ?? "", size: frontier.size, root: root)
                if actual != code { verification.found("\(what) \(code) is not of these events.") }
            }
        }

        /// The size of the last checkpoint that agrees.
        private var confirmedSize: Int64 = 0
        private var signed: [(what: String, checkpoint: Checkpoint)] = []

        /// What can be said once all events were read.
        func finished(trusting given: [VerifierKey]) -> Verification {
            var end = self
            if let empty = end.expectations.removeValue(forKey: 0) {
                for expectation in empty { end.check(expectation, root: .emptyTree) }
            }
            end.verification.size = frontier.size
            end.verification.root = frontier.root
            for (size, expected) in end.expectations.sorted(by: { $0.key < $1.key }) {
                for expectation in expected {
                    end.verification.found(
                        "\(expectation.what) covers \(size) events; the log has \(frontier.size).",
                        at: frontier.size + 1)
                    if let checkpoint = expectation.checkpoint { end.signed.append((expectation.what, checkpoint)) }
                }
            }
            let keys = given.isEmpty ? verification.keys : given
            for (what, checkpoint) in end.signed where !keys.contains(where: checkpoint.isSigned) {
                end.verification.found("\(what) is not signed by this log's key.")
            }
            if frontier.size == 0 { end.verification.found("The log is empty; its first event is missing.", at: 1) }
            return end.verification
        }
    }
}
