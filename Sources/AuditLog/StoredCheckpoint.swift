import GRDB

/// A checkpoint as it stands in the log.
struct StoredCheckpoint: Sendable {
    var number: Int64
    var size: Int64
    var note: String

    private static let rowsPerPage = 500

    /// More than a desk makes in eight years with fifty sessions a day; beyond it somebody wants the memory filled.
    private static let maximum = (count: 150_000, bytes: 48 << 20)

    /// All of them, read in pages.
    static func all(from reader: LogReader) async throws -> [StoredCheckpoint] {
        var bytes = 0
        var all: [StoredCheckpoint] = []
        while true {
            let last = all.last?.number ?? .min
            let page = try await reader.read { db in
                try Row.fetchAll(
                    db,
                    sql: """
                        SELECT number, size, note FROM checkpoint WHERE number > ? ORDER BY number LIMIT \(rowsPerPage)
                        """, arguments: [last]
                ).map { row in
                    StoredCheckpoint(
                        number: try row.decode(atIndex: 0), size: try row.decode(atIndex: 1),
                        note: try row.decode(atIndex: 2))
                }
            }
            guard let first = page.first else { return all }
            bytes += page.reduce(0) { $0 + $1.note.utf8.count }
            guard first.number > last, all.count + page.count <= maximum.count, bytes <= maximum.bytes else {
                throw AuditLogError(.damaged("it has more checkpoints than are believed"), path: reader.path)
            }
            all += page
        }
    }
}

/// What events say of checkpoints: each opening of the log names the last one there was, and each session's end is
/// followed by one.
struct CheckpointRecords: Sendable {
    private var openings: [(seq: Int64, number: Int64, size: Int64)] = []
    private var ends: [Int64] = []

    private static let rowsPerPage = 1_000

    static func read(from reader: LogReader) async throws -> CheckpointRecords {
        var records = CheckpointRecords()
        let opened = try await rows(
            from: reader, .logOpened,
            "json_extract(body, '$.details.checkpoint.number'), json_extract(body, '$.details.checkpoint.size')")
        records.openings = opened.compactMap { row in
            guard let number = row.first, let size = row.second else { return nil }
            return (row.seq, number, size)
        }
        records.ends = try await rows(from: reader, .sessionEnded, "NULL, NULL").map(\.seq)
        return records
    }

    private struct Record: Sendable {
        var seq: Int64
        var first: Int64?
        var second: Int64?
    }

    private static func rows(
        from reader: LogReader, _ code: EventCode, _ columns: String
    ) async throws -> [Record] {
        var all: [Record] = []
        while true {
            let last = all.last?.seq ?? 0
            let page = try await reader.read { db in
                try Row.fetchAll(
                    db,
                    sql: """
                        SELECT seq, \(columns) FROM event WHERE event = ? AND seq > ? ORDER BY seq LIMIT \(rowsPerPage)
                        """, arguments: [code.rawValue, last]
                ).map { row in
                    func number(_ index: Int) -> Int64? {
                        guard case .int64(let value) = (row[index] as DatabaseValue).storage else { return nil }
                        return value
                    }
                    return Record(seq: number(0) ?? .max, first: number(1), second: number(2))
                }
            }
            guard let first = page.first, first.seq > last else { return all }
            all += page
        }
    }

    /// Openings that knew a checkpoint which isn't there any more. That proves its removal.
    func findings(_ stored: [StoredCheckpoint]) -> [Verification.Finding] {
        let sizes = Dictionary(stored.map { ($0.number, $0.size) }, uniquingKeysWith: { first, _ in first })
        var named: Set<Int64> = []
        return openings.compactMap { opening in
            guard sizes[opening.number] != opening.size, named.insert(opening.number).inserted else { return nil }
            return Verification.Finding(
                text: "Checkpoint \(opening.number) over \(opening.size) events was there at event \(opening.seq), and "
                    + "is there no more.")
        }
    }

    /// Ends of sessions after which no checkpoint was kept. That proves nothing: the key may have been out of reach.
    func notes(_ stored: [StoredCheckpoint]) -> [String] {
        let sizes = stored.map(\.size).sorted()
        var (missing, index) = ([Int64](), 0)
        for (end, next) in zip(ends, ends.dropFirst() + [.max]) {
            while index < sizes.count, sizes[index] < end { index += 1 }
            if index == sizes.count || sizes[index] >= next { missing.append(end) }
        }
        guard let first = missing.first else { return [] }
        let shown = missing.prefix(5).map(String.init).joined(separator: ", ") + (missing.count > 5 ? ", …" : "")
        return [
            missing.count == 1
                ? "No checkpoint is kept over the end of the session at event \(first). A session makes one when it ends, "
                    + "unless the key can't be used or the program is stopped; or it was removed."
                : "No checkpoint is kept over the ends of \(missing.count) sessions (events \(shown)). A session makes one "
                    + "when it ends, unless the key can't be used or the program is stopped; or they were removed."
        ]
    }
}
