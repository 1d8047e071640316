import AuditLog
import PostgreSQL

extension EstateReader {
    /// The names of all logs.
    ///
    /// - Throws: `PostgreSQLError`
    public func origins() throws -> [String] {
        try connection.run("select origin from log order by origin").map { try $0.text(0) }
    }

    /// Recomputes one desk's tree from the stored bodies, derives the columns again, and compares both with what stands
    /// there, as of one moment. Holds one page of events at a time.
    ///
    /// - Parameters:
    ///   - origin: the log's name.
    ///   - witness: the collector's own keys, where they are known from elsewhere; those that the database names count too.
    /// - Throws: ``EstateError``, `PostgreSQLError`
    public func verify(_ origin: String, witness: [VerifierKey] = []) throws -> DeskVerification {
        try connection.transaction("isolation level repeatable read, read only") {
            let rows = try connection.run("select id, size from log where origin = $1", [.text(origin)])
            guard let row = rows.first else { throw EstateError.unknownDesk(origin) }
            var check = try TreeRecheck(
                connection: connection, log: row.integer(0), origin: origin, witness: witness + witnessKeys())
            try check.events(size: try row.integer(1))
            try check.nodes()
            try check.newest()
            return check.result
        }
    }

    private func witnessKeys() throws -> [VerifierKey] {
        try connection.run("select verifier_key from witness_key").compactMap { VerifierKey(try $0.text(0)) }
    }
}

/// One log's recomputation.
private struct TreeRecheck {
    let connection: PostgreSQLConnection
    let log: Int64
    let witness: [VerifierKey]
    var result: DeskVerification
    private var frontier = TreeFrontier()
    /// What the stored levels must hold.
    private var computed: [TreeNode: TreeHash] = [:]
    private var points: PointCursor

    init(connection: PostgreSQLConnection, log: Int64, origin: String, witness: [VerifierKey]) throws {
        self.connection = connection
        self.log = log
        self.witness = witness
        result = DeskVerification(origin: origin)
        points = PointCursor(connection)
        try connection.run(
            "declare points no scroll cursor for select size, root from checkpoint where log = $1 order by size",
            [.integer(log)])
    }

    mutating func events(size: Int64) throws {
        try connection.run(
            """
            declare leaves no scroll cursor for select index, body, leaf, \(EventColumns.names.joined(separator: ", "))
            from event where log = $1 order by index
            """, [.integer(log)])
        try compareRoots()
        reading: while true {
            let rows = try connection.run("fetch 2000 from leaves")
            for row in rows { guard try take(row) else { break reading } }
            if rows.count < 2000 { break }
        }
        result.size = frontier.size
        result.root = frontier.root
        if frontier.size != size { result.find(nil, "\(size) events are said to be held, and there are \(frontier.size).") }
        try connection.run("close leaves")
        try connection.run("close points")
    }

    /// - Returns: false where nothing after it can be compared.
    private mutating func take(_ row: Row) throws -> Bool {
        let (index, seq) = (try row.integer(0), frontier.size + 1)
        guard index + 1 == seq else {
            result.find(seq, "Event \(seq) is missing.")
            return false
        }
        var leaf = TreeHash(try row.bytes(2)) ?? .emptyTree
        if row.isNull(1) {
            result.expired += 1
            let isBare = EventColumns.names.indices.allSatisfy { row.isNull(3 + $0) }
            if !isBare { result.find(seq, "Event \(seq) has no body, and columns that come from one.") }
        } else {
            let hash = try row.withBytes(1) { TreeHash.leaf($0) }
            if hash != leaf { result.find(seq, "Event \(seq) isn't what its leaf hash says.") }
            leaf = hash
            let columns = EventColumns(try row.bytes(1))
            for (offset, value) in columns.values.enumerated() where !row.holds(value, at: 3 + offset) {
                result.find(seq, "Column \(EventColumns.names[offset]) of event \(seq) isn't what its body says.")
            }
        }
        var level = 0
        frontier.append(leaf) { hash in
            if level > 0, level % NodeTable.storedLevels == 0 {
                computed[TreeNode(level: level, index: index >> Int64(level))] = hash
            }
            level += 1
        }
        try compareRoots()
        return true
    }

    private mutating func compareRoots() throws {
        while let point = try points.next(upTo: frontier.size) {
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

    /// The newest checkpoint, cosigned, vouches for all below it: its signatures are checked.
    mutating func newest() throws {
        let row = try connection.run(
            """
            select size, root, note, cosignature from checkpoint where log = $1 and cosignature is not null
            order by size desc limit 1
            """, [.integer(log)]
        ).first
        guard let row else { return }
        let size = try row.integer(0)
        let keys = try connection.run("select verifier_key from log_key where log = $1", [.integer(log)])
            .compactMap { VerifierKey(try $0.text(0)) }
        let note = String(decoding: try row.bytes(2), as: UTF8.self) + (try row.text(3))
        guard let checkpoint = Checkpoint(parsing: note), checkpoint.size == size,
            checkpoint.origin == result.origin, checkpoint.root == TreeHash(try row.bytes(1))
        else { return result.find(nil, "The checkpoint at size \(size) isn't what its note says.") }
        if !keys.contains(where: checkpoint.isSigned) {
            result.find(nil, "The checkpoint at size \(size) isn't signed by the desk.")
        }
        if !witness.isEmpty, !witness.contains(where: checkpoint.isSigned) {
            result.find(nil, "The checkpoint at size \(size) isn't cosigned by this collector.")
        }
    }
}

/// The checkpoints' roots in order of size, a page at a time.
private struct PointCursor {
    let connection: PostgreSQLConnection
    private var page: [(size: Int64, root: TreeHash)] = []
    private var isAtEnd = false

    init(_ connection: PostgreSQLConnection) { self.connection = connection }

    mutating func next(upTo size: Int64) throws -> (size: Int64, root: TreeHash)? {
        if page.isEmpty, !isAtEnd {
            let rows = try connection.run("fetch 500 from points")
            isAtEnd = rows.isEmpty
            // The last first, so that each is taken off cheaply.
            page = try rows.reversed().map { (try $0.integer(0), TreeHash(try $0.bytes(1)) ?? .emptyTree) }
        }
        guard let next = page.last, next.size <= size else { return nil }
        return page.popLast()
    }
}
