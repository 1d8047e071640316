import Foundation
import GRDB

/// SQLite's own check of tables, indexes and constraints, and a comparison of the schema with what this program makes.
/// A flipped bit in an index changes answers and leaves all bodies as they were: only this finds it.
///
/// The check takes seconds on a large log, and nobody could write meanwhile. So it runs on a copy, which is made a few
/// pages at a time, and begins again by itself when a writer came between (sqlite.org/backup.html).
struct IntegrityCheck {
    let path: String

    /// 4 MB, some 5 ms.
    private static let pagesPerStep: CInt = 1024

    func findings() async throws -> [Verification.Finding] {
        let path = path
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "audit log integrity").async {
                continuation.resume(with: Result { try IntegrityCheck(path: path).check() })
            }
        }
    }

    private func check() throws(AuditLogError) -> [Verification.Finding] {
        try LogDatabase.opening(path) {
            let copy: DatabaseQueue
            do {
                copy = try self.copy()
            } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
                // Nothing but the copy is written.
                throw AuditLogError(.noRoomForCopy(folder: NSTemporaryDirectory()), path: path)
            }
            defer { try? copy.close() }
            return try copy.inDatabase { db in
                let schema = try Self.schema(db, path: path)
                // What another schema makes of the tables may have no end.
                return try schema + (schema.isEmpty ? Self.integrity(db) + Self.sequences(db) : [])
            }
        }
    }

    /// The copy has no name: it is gone with this program, however that ends.
    private func copy() throws -> DatabaseQueue {
        let place = NSTemporaryDirectory()
        let folder = place + "ra-verify-\(UUID().uuidString)"
        guard mkdir(folder, 0o700) == 0 else { throw AuditLogError(.noRoomForCopy(folder: place), path: path) }
        let file = folder + "/copy"
        defer {
            unlink(file)
            rmdir(folder)
        }
        let deadline = ReadDeadline()
        let source = try LogDatabase.forReading(path, deadline: deadline)
        defer { withExtendedLifetime(deadline) { try? source.close() } }
        var configuration = LogDatabase.base()
        configuration.label = "audit log copy"
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        }
        let copy = try DatabaseQueue(path: file, configuration: configuration)
        unlink(file)
        rmdir(folder)
        try source.inDatabase { from in
            try copy.inDatabase { to in
                do {
                    var steps = 0
                    try from.backup(to: to, pagesPerStep: Self.pagesPerStep) { progress in
                        steps += 1
                        let expected = progress.totalPageCount / Int(Self.pagesPerStep) + 1
                        if steps > 5 * expected { throw NoPause() }
                    }
                } catch is NoPause {
                    // Writers leave no pause that is long enough: they wait once, for as long as one copy takes.
                    try from.backup(to: to)
                }
            }
        }
        return copy
    }

    private struct NoPause: Error {}

    private static func schema(_ db: Database, path: String) throws -> [Verification.Finding] {
        let version = try Schema.current.check(db, path: path)
        let differences = try Schema.current.differences(db, version: version)
        func names(_ objects: [Schema.Object]) -> String {
            Set(objects.map(\.description)).sorted().joined(separator: ", ")
        }
        var findings: [Verification.Finding] = []
        if !differences.missing.isEmpty {
            findings.append(.init(text: "The database lacks or has another: \(names(differences.missing))."))
        }
        if !differences.extra.isEmpty {
            findings.append(.init(text: "The database has what it should not: \(names(differences.extra))."))
        }
        return findings
    }

    private static func integrity(_ db: Database) throws -> [Verification.Finding] {
        let lines: [String]
        do {
            lines = try String.fetchAll(db, sql: "PRAGMA integrity_check(\(Verification.maximumFindings))")
        } catch let error as DatabaseError {
            // A body that is no JSON any more stops the check.
            return [.init(text: "SQLite's check stopped: \(error.message ?? "code \(error.resultCode)").")]
        }
        guard lines != ["ok"] else { return [] }
        return try lines.map { line in
            var seq: Int64?
            if let match = line.firstMatch(of: /^row (\d+) missing from index event_/) { seq = Int64(match.1) }
            if line.hasPrefix("CHECK constraint failed in event") { seq = try firstWrongNumber(db) }
            return .init(seq: seq, text: "SQLite's check: \(line).")
        }
    }

    /// The first event whose own number is not the one it stands under.
    private static func firstWrongNumber(_ db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT min(seq) FROM event
                WHERE CASE WHEN json_valid(body) THEN json_extract(body, '$.seq') IS NOT seq ELSE 1 END
                """)
    }

    /// The highest numbers ever given, against those that are there: what is missing at the end was cut off. One row for
    /// each table that has rows, and no other.
    private static func sequences(_ db: Database) throws -> [Verification.Finding] {
        let given = try Row.fetchAll(db, sql: "SELECT name, seq FROM sqlite_sequence LIMIT 16")
        var findings: [Verification.Finding] = []
        var columns = ["event": "seq", "checkpoint": "number"]
        if try Schema.hasCosignatures(db) { columns["cosignature"] = "number" }
        var counts = columns.mapValues { _ in 0 }
        for row in given {
            guard case .string(let name) = (row[0] as DatabaseValue).storage, let count = counts[name],
                case .int64 = (row[1] as DatabaseValue).storage
            else {
                findings.append(.init(text: "The table of the numbers given (sqlite_sequence) has a row of no table."))
                continue
            }
            counts[name] = count + 1
            if count == 1 {
                findings.append(.init(text: "The table of the numbers given (sqlite_sequence) names \(name) twice."))
            }
        }
        return try findings
            + columns.sorted { $0.key < $1.key }.compactMap { table, column in
                let last = try Int64.fetchOne(db, sql: "SELECT max(\(column)) FROM \(table)") ?? 0
                let given = try Int64.fetchOne(
                    db, sql: "SELECT max(seq) FROM sqlite_sequence WHERE name = ?", arguments: [table])
                guard last != given ?? 0 else { return nil }
                let seq = table == "event" ? min(last, given ?? 0) + 1 : nil
                return .init(seq: seq, text: "The last \(table) is number \(last), but number \(given ?? 0) was given.")
            }
    }
}
