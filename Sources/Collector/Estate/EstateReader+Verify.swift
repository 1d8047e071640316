import AuditLog
import PostgreSQL

extension EstateReader {
    /// The names of all logs.
    ///
    /// - Throws: `PostgreSQLError`
    public func origins() throws -> [String] {
        try connection.run("select origin from log order by origin").map { try $0.text(0) }
    }

    /// Recomputes one desk's tree from the stored bodies, derives the columns again, checks every signature, and compares
    /// all of it with what stands there, as of one moment. Holds one event at a time.
    ///
    /// - Parameters:
    ///   - origin: the log's name.
    ///   - witness: the collector's own keys, where they are known from elsewhere. What only a key that the database names
    ///     cosigned is told apart.
    ///   - cosigned: the file beside the key, where this user may read it: what it names has to be there.
    ///   - mayExpire: there is a retention, so bodies may be gone.
    /// - Throws: ``EstateError``, ``CosignedFileError``, `PostgreSQLError`
    public func verify(
        _ origin: String, witness: [VerifierKey] = [], cosigned: CosignedFile? = nil, mayExpire: Bool = true
    ) throws -> DeskVerification {
        // The file is written after the commit: what it says now is in whatever is read of the database later.
        let entry = try cosigned?.entry(origin)
        return try connection.transaction("isolation level repeatable read, read only") {
            let rows = try connection.run(
                "select id, size, restored_to, expired from log where origin = $1", [.text(origin)])
            guard let row = rows.first else { throw EstateError.unknownDesk(origin) }
            let id = try row.integer(0)
            var check = try TreeRecheck(connection: connection, log: id, origin: origin)
            try check.events(size: try row.integer(1))
            try check.nodes()
            try check.signatures(
                desk: deskKeys(id), witness: witness, others: witnessKeys().filter { !witness.contains($0) })
            try check.whatIsMissing(entry, restoredTo: try row.integer(2), expired: try row.integer(3))
            if !mayExpire { check.noneMayExpire() }
            return check.result
        }
    }

    /// The logs that the file beside the key names and the database doesn't.
    ///
    /// - Throws: ``CosignedFileError``, `PostgreSQLError`
    public func missingLogs(_ cosigned: CosignedFile) throws -> [DeskVerification] {
        let names = try cosigned.origins()
        let there = Set(try origins().map { Array($0.utf8) })
        return names.filter { !there.contains(Array($0.utf8)) }.map { origin in
            var result = DeskVerification(origin: origin)
            result.find(nil, "The log was cosigned, and isn't in the database.")
            return result
        }
    }
}

/// One log's recomputation.
private struct TreeRecheck {
    let connection: PostgreSQLConnection
    let log: Int64
    var result: DeskVerification
    private var frontier = TreeFrontier()
    /// What the stored levels must hold.
    private var computed: [TreeNode: TreeHash] = [:]
    /// The roots of the checkpoints in order of size, and which of them is next.
    private let points: [(size: Int64, root: TreeHash)]
    private var nextPoint = 0
    private var columns: ColumnCheck

    init(connection: PostgreSQLConnection, log: Int64, origin: String) throws {
        self.connection = connection
        self.log = log
        result = DeskVerification(origin: origin)
        columns = ColumnCheck(origin: origin)
        points = try connection.run("select size, root from checkpoint where log = $1 order by size", [.integer(log)])
            .map { (try $0.integer(0), TreeHash(try $0.bytes(1)) ?? .emptyTree) }
    }

    mutating func events(size: Int64) throws {
        compareRoots()
        var isWhole = true
        try connection.copyOut(
            """
            select index, body, leaf, \(EventColumns.names.joined(separator: ", "))
            from event where log = \(log) order by index
            """
        ) { row in
            if isWhole { isWhole = try take(row) }
        }
        result.size = frontier.size
        result.root = frontier.root
        if frontier.size != size {
            result.find(nil, "\(size) events are said to be held, and there are \(frontier.size).")
        }
    }

    /// - Returns: false where nothing after it can be compared.
    private mutating func take(_ row: borrowing CopiedRow) throws -> Bool {
        let (index, seq) = (try row.integer(0), frontier.size + 1)
        guard index + 1 == seq else {
            result.find(seq, "Event \(seq) is missing.")
            return false
        }
        var leaf = row[2].flatMap(TreeHash.init) ?? .emptyTree
        if let body = row[1] {
            let hash = TreeHash.leaf(body)
            if hash != leaf { result.find(seq, "Event \(seq) isn't what its leaf hash says.") }
            leaf = hash
            let differences = columns.differences(body, seq: seq, row, at: 3)
            if let trouble = differences.body { result.find(seq, "Event \(seq) \(trouble.rawValue).") }
            for name in differences.columns {
                result.find(seq, "Column \(name) of event \(seq) isn't what its body says.")
            }
        } else {
            result.expired += 1
            let isBare = EventColumns.names.indices.allSatisfy { row[3 + $0] == nil }
            if !isBare { result.find(seq, "Event \(seq) has no body, and columns that come from one.") }
        }
        var level = 0
        frontier.append(leaf) { hash in
            if level > 0, level % NodeTable.storedLevels == 0 {
                computed[TreeNode(level: level, index: index >> Int64(level))] = hash
            }
            level += 1
        }
        compareRoots()
        return true
    }

    private mutating func compareRoots() {
        while nextPoint < points.count, points[nextPoint].size <= frontier.size {
            let point = points[nextPoint]
            nextPoint += 1
            if point.root == frontier.root {
                result.checkpoints += 1
            } else {
                result.find(nil, "The events don't lead to the root of the checkpoint at size \(point.size).")
            }
        }
    }

    mutating func nodes() throws {
        let rows = try connection.run("select level, index, hash from node where log = $1", [.integer(log)])
        var left = computed
        for row in rows {
            let node = TreeNode(level: Int(try row.integer(0)), index: try row.integer(1))
            if left.removeValue(forKey: node) != TreeHash(try row.bytes(2)) {
                result.find(nil, "The stored hash \(node.index) of level \(node.level) isn't what the events lead to.")
            }
        }
        if let node = left.keys.first {
            result.find(nil, "The stored hash \(node.index) of level \(node.level) is missing.")
        }
    }

    /// Every note has to be the desk's, and every cosignature the witness's, or by a key that the database names.
    mutating func signatures(desk: [VerifierKey], witness: [VerifierKey], others: [VerifierKey]) throws {
        try connection.run(
            """
            declare notes no scroll cursor for select \(KeptCheckpoint.columns) from checkpoint where log = $1
            order by size
            """, [.integer(log)])
        while true {
            let rows = try connection.run("fetch 500 from notes")
            for row in rows {
                let kept = try KeptCheckpoint(row)
                if kept.cosignature != nil { result.cosigned = max(result.cosigned, kept.size) }
                let trouble = kept.trouble(of: result.origin, desk: desk, witness: witness)
                if trouble == nil, !witness.isEmpty { continue }
                if let key = kept.cosigner(of: result.origin, among: others),
                    kept.trouble(of: result.origin, desk: desk, witness: [key]) == nil
                {
                    result.keysFromDatabase[key, default: 0] += 1
                } else if let trouble = trouble ?? kept.trouble(of: result.origin, desk: desk, witness: others) {
                    result.find(nil, trouble)
                }
            }
            if rows.count < 500 { break }
        }
        try connection.run("close notes")
    }

    /// What isn't there can't contradict itself: the file beside the key, the cosigned size and the count of retention say
    /// what has to be.
    mutating func whatIsMissing(_ entry: CosignedFile.Entry?, restoredTo: Int64, expired: Int64) throws {
        let size = frontier.size
        if size > result.cosigned {
            result.find(nil, "\(size) events are held, and only \(result.cosigned) are cosigned.")
        }
        if result.expired != expired {
            result.find(nil, "\(expired) bodies are said to have expired, and \(result.expired) aren't there.")
        }
        let checkpoints = CheckpointTable(connection: connection, log: log)
        if let entry, try !checkpoints.isCosigned(size: entry.size, root: entry.root) {
            result.find(nil, "The checkpoint at size \(entry.size) was cosigned, and isn't there.")
        }
        // What only the witness's door cosigned need not be held; what came in with its events was.
        if let entry, entry.held > size, restoredTo < entry.held {
            result.find(nil, "\(entry.held) events were held, and \(size) are.")
        }
        if restoredTo > size {
            result.isOnlyRestored = result.isSound
            result.find(nil, "It was restored: \(size) of \(restoredTo) events are back.")
        }
    }

    mutating func noneMayExpire() {
        guard result.expired > 0 else { return }
        result.find(nil, "\(result.expired) bodies aren't there, and the settings have no retention.")
    }
}
