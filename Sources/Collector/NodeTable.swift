import AuditLog
import Instants
import PostgreSQL

/// The hashes of one log's tree. Every eighth level is stored; those between are computed from the stored ones below, at
/// most 128 for a subtree.
struct NodeTable {
    let connection: PostgreSQLConnection
    let log: Int64

    static let storedLevels = 8

    func hash(of node: TreeNode) throws -> TreeHash {
        let height = node.level % Self.storedLevels
        let level = node.level - height
        let first = node.index << Int64(height)
        let count = Int64(1) << Int64(height)
        var hashes = try stored(level: level, from: first, count: count)
        guard hashes.count == count else { throw CollectorDamage.hashMissing(log: log, level: level, index: first) }
        while hashes.count > 1 {
            hashes = stride(from: 0, to: hashes.count, by: 2).map { .node(hashes[$0], hashes[$0 + 1]) }
        }
        return hashes[0]
    }

    private func stored(level: Int, from first: Int64, count: Int64) throws -> [TreeHash] {
        let range: [SQLValue] = [.integer(log), .integer(first), .integer(first + count)]
        let rows =
            level == 0
            ? try connection.runPrepared(
                "select leaf from event where log = $1 and index >= $2 and index < $3 order by index", range)
            : try connection.runPrepared(
                "select hash from node where log = $1 and level = $4 and index >= $2 and index < $3 order by index",
                range + [.integer(Int64(level))])
        return try rows.compactMap { TreeHash(try $0.bytes(0)) }
    }

    /// Stores what an extension of the tree completed.
    func store(_ added: [TreeNode: TreeHash]) throws {
        let rows = added.filter { $0.key.level > 0 && $0.key.level % Self.storedLevels == 0 }
        guard !rows.isEmpty else { return }
        try connection.copy(
            into: "node", columns: ["log", "level", "index", "hash"],
            rows: rows.map { node, hash in
                [
                    .integer(log), .integer(Int64(node.level)), .integer(node.index),
                    .bytes(hash.withUnsafeBytes(Array.init)),
                ]
            })
    }
}

/// The database doesn't hold what it must.
public enum CollectorDamage: Error, Hashable, Sendable {
    case hashMissing(log: Int64, level: Int, index: Int64)
    /// The file beside the key has a note that isn't one that we cosigned.
    case cosignedNote(String)
    /// A cosignature of ours has a time that is more than a day ahead of the clock.
    case cosignedAhead(log: Int64, UTCInstant)
}

extension CollectorDamage: CustomStringConvertible {
    /// What stands after "The database is damaged: ".
    public var description: String {
        switch self {
        case .hashMissing(let log, let level, let index):
            "the stored hash \(index) of level \(level) of log \(log) is missing"
        case .cosignedNote: "the file beside the key has a note that this collector didn't cosign"
        case .cosignedAhead(let log, let time):
            "log \(log) was cosigned for \(time.rfc3339), more than a day ahead of the clock"
        }
    }
}
