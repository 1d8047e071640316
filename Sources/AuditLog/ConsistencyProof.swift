import Foundation
import GRDB
import JSON

/// Two checkpoints of one log with what proves that the later one's events begin with the earlier one's (RFC 9162
/// §2.1.4). Whoever kept a checkpoint can be shown with it, without the log, that nothing of it was rewritten since.
public struct ConsistencyProof: Hashable, Sendable {
    public let older: Checkpoint
    public let newer: Checkpoint
    /// In the order in which they are used: from the leaves up.
    public let path: [TreeHash]

    init(older: Checkpoint, newer: Checkpoint, path: [TreeHash]) {
        self.older = older
        self.newer = newer
        self.path = path
    }

    /// A proof has at most a hash for each level of the tree, and one more.
    private static let maximumHashes = 64
    private static let maximumBytes = 1 << 20

    /// Nil unless the text is a proof: one JSON document. Nothing is verified here: see ``failure(with:)``.
    public init?(parsing text: String) {
        guard text.utf8.count <= Self.maximumBytes, JSONDepth.isAtMost(2, in: text),
            let json = try? JSONValue(parsing: Data(text.utf8)), json["schemaVersion"] == 1,
            let older = json["older"]?.string.flatMap(Checkpoint.init(parsing:)),
            let newer = json["newer"]?.string.flatMap(Checkpoint.init(parsing:)),
            let hashes = json["path"]?.array, hashes.count <= Self.maximumHashes
        else { return nil }
        let path = hashes.compactMap { $0.string.flatMap { TreeHash(base64: $0) } }
        guard path.count == hashes.count else { return nil }
        self.init(older: older, newer: newer, path: path)
    }

    /// Both checkpoints as the signed notes that they are, and the hashes in base64.
    public var json: JSONValue {
        [
            "schemaVersion": 1, "older": .string(older.note), "newer": .string(newer.note),
            "path": .array(path.map { .string($0.base64) }),
        ]
    }

    /// Why the proof fails; nil when it holds.
    public func failure(with key: VerifierKey) -> ConsistencyFailure? {
        for checkpoint in [older, newer] {
            guard checkpoint.isOf(key.name) else { return .otherLog(origin: checkpoint.origin) }
            guard checkpoint.isSigned(by: key) else { return .notSignedByKey(size: checkpoint.size) }
        }
        guard
            TreeProof.verifyConsistency(
                from: older.size, root: older.root, to: newer.size, root: newer.root, proof: path)
        else { return .notConsistent }
        return nil
    }
}

public enum ConsistencyFailure: Error, Hashable, Sendable {
    case otherLog(origin: String)
    /// The checkpoint over so many events isn't.
    case notSignedByKey(size: Int64)
    case notConsistent
}

extension LogReader {
    /// The proof that of two checkpoints the one over more events is of the same log, continued. It is made from what
    /// stands in the log, and fails where one of the checkpoints isn't of these events.
    ///
    /// - Throws: ``AuditLogError``, reason `noSuchEvent` where the log has fewer events than a checkpoint covers.
    public func consistency(of first: Checkpoint, with second: Checkpoint) async throws -> ConsistencyProof {
        let (older, newer) = first.size <= second.size ? (first, second) : (second, first)
        let path = path
        return try await read { db in
            guard try Int64.fetchOne(db, sql: "SELECT max(seq) FROM event") ?? 0 >= newer.size else {
                throw AuditLogError(.noSuchEvent(newer.size), path: path)
            }
            let prover = TreeProver { try LogHead.hash(of: $0, in: db) }
            return ConsistencyProof(
                older: older, newer: newer, path: try prover.consistency(from: older.size, to: newer.size))
        }
    }

    /// The checkpoints that are kept in the log, oldest first, whether or not they are sound.
    ///
    /// - Throws: ``AuditLogError``
    public func checkpoints() async throws -> [Checkpoint] {
        try await StoredCheckpoint.all(from: self).compactMap { Checkpoint(parsing: $0.note) }
    }
}
