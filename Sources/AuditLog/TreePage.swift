import Foundation
import GRDB
import GRDBSQLite
import JSON

/// Some rows as they are stored, read in one go and kept in one piece of memory, so that their bodies can be hashed on
/// several cores while the next rows are read.
struct TreePage: Sendable {
    struct Row: Sendable {
        var seq: Int64
        /// Where the body and the hashes stand in ``TreePage/bytes``.
        var body: Range<Int>
        var tree: Range<Int>
    }

    private(set) var rows: [Row] = []
    private(set) var bytes: [UInt8] = []
    /// True when no row follows.
    private(set) var isLast = false
    /// Why no more rows could be read.
    private(set) var trouble: AuditLogError?

    var lastSeq: Int64 { rows.last?.seq ?? .max }

    /// Three pages are in memory at a time.
    private static let maximumBytes = 4 << 20
    /// A leaf's hash, and one for each level of the tree above it.
    private static let maximumTreeBytes = 64 * TreeHash.byteCount
    /// Below this many rows a task of its own costs more than it saves.
    private static let rowsPerTask = 256

    /// Reads the rows after a number, for some milliseconds.
    static func read(from reader: LogReader, after seq: Int64) async throws -> TreePage {
        try await reader.read { db in
            var page = TreePage()
            do {
                try page.read(db, after: seq)
            } catch {
                // What was read up to here tells which event is the first bad one.
                page.trouble = AuditLogError(error, path: reader.path)
                page.isLast = true
            }
            return page
        }
    }

    /// The statement is stepped by hand, so that bytes are copied once, as SQLite has them.
    private mutating func read(_ db: Database, after seq: Int64) throws {
        let statement = try db.cachedStatement(sql: "SELECT seq, body, tree FROM event WHERE seq > ? ORDER BY seq")
        let pointer = statement.sqliteStatement
        sqlite3_reset(pointer)
        sqlite3_bind_int64(pointer, 1, seq)
        defer { sqlite3_reset(pointer) }
        bytes.reserveCapacity(Self.maximumBytes + LogBounds.bodyBytes)
        var last = seq
        let end = ContinuousClock.now + ReadDeadline.limit / 2
        while bytes.count < Self.maximumBytes, rows.count % 64 != 63 || ContinuousClock.now < end {
            switch sqlite3_step(pointer) {
            case SQLITE_ROW:
                let number = sqlite3_column_int64(pointer, 0)
                // A tree of pages that leads into itself has no end.
                guard number > last else { throw Self.damage("event \(number) is out of order") }
                guard sqlite3_column_bytes(pointer, 1) <= LogBounds.bodyBytes,
                    sqlite3_column_bytes(pointer, 2) <= Self.maximumTreeBytes
                else { throw Self.damage("event \(number) is longer than \(LogBounds.bodyBytes / 1024) KiB") }
                last = number
                rows.append(Row(seq: number, body: copy(pointer, 1), tree: copy(pointer, 2)))
            case SQLITE_DONE:
                isLast = true
                return
            case let code: throw DatabaseError(resultCode: ResultCode(rawValue: code), message: db.lastErrorMessage)
            }
        }
    }

    private static func damage(_ text: String) -> DatabaseError {
        DatabaseError(resultCode: .SQLITE_CORRUPT, message: text)
    }

    private mutating func copy(_ statement: OpaquePointer?, _ column: CInt) -> Range<Int> {
        let start = bytes.count
        bytes.append(
            contentsOf: UnsafeRawBufferPointer(
                start: sqlite3_column_blob(statement, column), count: Int(sqlite3_column_bytes(statement, column))))
        return start..<bytes.count
    }

    /// What is computed of a body alone.
    struct Leaf: Sendable {
        var hash: TreeHash
        /// Whether the body is canonical, and says which log and number it is of.
        var isInForm: Bool
    }

    /// The leaf of each row, computed on all cores.
    func leaves(origin: String?) async -> [Leaf] {
        await withTaskGroup(of: (Int, [Leaf]).self) { group in
            let width = max(Self.rowsPerTask, rows.count / ProcessInfo.processInfo.activeProcessorCount + 1)
            for start in stride(from: 0, to: rows.count, by: width) {
                group.addTask { (start, leaves(of: start..<min(start + width, rows.count), origin: origin)) }
            }
            var parts: [Int: [Leaf]] = [:]
            for await (start, leaves) in group { parts[start] = leaves }
            return parts.sorted { $0.key < $1.key }.flatMap(\.value)
        }
    }

    private func leaves(of range: Range<Int>, origin: String?) -> [Leaf] {
        let log = (try? CanonicalJSON.line(.optional(origin))).map { Array($0.utf8) }
        return bytes.withUnsafeBytes { bytes in
            rows[range].map { row in
                let body = UnsafeRawBufferPointer(rebasing: bytes[row.body])
                let isInForm = CanonicalScanner.isCanonical(body, log: log, seq: row.seq)
                return Leaf(hash: .leaf(body), isInForm: isInForm)
            }
        }
    }
}
