import Foundation
import GRDB

/// The end of the log: all that the next event builds on.
struct LogHead {
    private(set) var frontier = TreeFrontier()
    /// The last event's time; nil for an empty log.
    private(set) var time: String?
    private var lastTree: Data?

    /// An empty log's.
    init() {}

    /// Reads the head, from a few rows however long the log is. One known from before is used again if it still is the
    /// end of this log: the last event's hash tells, because each body holds its number.
    ///
    /// - Throws: ``AuditLogError``, reason `exchanged`, where the log doesn't go on from the head that was known.
    init(_ db: Database, knowing known: LogHead?, path: String) throws {
        let tree = try Data.fetchOne(db.cachedStatement(sql: "SELECT tree FROM event ORDER BY seq DESC LIMIT 1"))
        if let known, let lastTree = known.lastTree {
            if lastTree == tree {
                self = known
                return
            }
            // Others have appended meanwhile; what was known must still be there.
            let there = try Data.fetchOne(
                db, sql: "SELECT tree FROM event WHERE seq = ?", arguments: [known.frontier.size])
            guard there == lastTree else { throw AuditLogError(.exchanged, path: path) }
        }
        guard let tree else { return }
        let size = try Int64.fetchOne(db, sql: "SELECT max(seq) FROM event") ?? 0
        time = try String.fetchOne(db, sql: "SELECT time FROM event WHERE seq = ?", arguments: [size])
        lastTree = tree
        frontier = try TreeFrontier(size: size) { node in try LogHead.hash(of: node, in: db) }
    }

    /// - Returns: What stands in the event's `tree` column.
    mutating func append(_ leaf: TreeHash, time: String) -> Data {
        var tree = Data()
        frontier.append(leaf) { tree += $0.data }
        self.time = time
        lastTree = tree
        return tree
    }

    /// A stored subtree root: it stands with the event that completed the subtree.
    static func hash(of node: TreeNode, in db: Database) throws -> TreeHash {
        let seq = (node.index + 1) << Int64(node.level)
        let tree = try Data.fetchOne(
            db.cachedStatement(sql: "SELECT tree FROM event WHERE seq = ?"), arguments: [seq])
        let start = node.level * TreeHash.byteCount
        guard let tree, tree.count >= start + TreeHash.byteCount,
            let hash = TreeHash(tree[(tree.startIndex + start)...].prefix(TreeHash.byteCount))
        else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "event \(seq) lacks a hash of the tree") }
        return hash
    }

    /// The log's name, which each event repeats; nil for an empty log.
    static func origin(_ db: Database) throws -> String? {
        try String.fetchOne(db, sql: "SELECT json_extract(body, '$.log') FROM event WHERE seq = 1")
    }

    static func lastCheckpoint(_ db: Database) throws -> Checkpoint? {
        try String.fetchOne(db, sql: "SELECT note FROM checkpoint ORDER BY number DESC LIMIT 1")
            .flatMap(Checkpoint.init(parsing:))
    }

    /// What `log.opened` says of the last checkpoint that was kept, so that one which is removed later is missed.
    static func checkpointRecord(_ db: Database) throws -> LogOpened.Checkpoint? {
        let row = try Row.fetchOne(db, sql: "SELECT number, size FROM checkpoint ORDER BY number DESC LIMIT 1")
        guard let row else { return nil }
        return LogOpened.Checkpoint(number: try row.decode(atIndex: 0), size: try row.decode(atIndex: 1))
    }
}
