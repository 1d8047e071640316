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
            let place = NSTemporaryDirectory()
            let folder = place + "ra-verify-\(UUID().uuidString)"
            guard mkdir(folder, 0o700) == 0 else { throw AuditLogError(.noRoomForCopy(folder: place), path: path) }
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let copy: DatabaseQueue
            do {
                copy = try self.copy(to: folder + "/copy")
            } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
                // Nothing but the copy is written.
                throw AuditLogError(.noRoomForCopy(folder: place), path: path)
            }
            defer { try? copy.close() }
            return try copy.inDatabase { db in
                let schema = try Self.schema(db)
                // Without its tables nothing more can be asked.
                return try schema + Self.integrity(db) + (schema.isEmpty ? Self.sequences(db) : [])
            }
        }
    }

    private func copy(to place: String) throws -> DatabaseQueue {
        let source = try LogDatabase.forReading(path)
        defer { try? source.close() }
        var configuration = Configuration()
        configuration.label = "audit log copy"
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        }
        let copy = try DatabaseQueue(path: place, configuration: configuration)
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

    private static func schema(_ db: Database) throws -> [Verification.Finding] {
        let (actual, expected) = (Set(try Schema.objects(db)), Set(try Schema.expectedObjects()))
        func names(_ objects: Set<String>) -> String {
            objects.map { $0.split(separator: " ").prefix(2).joined(separator: " ") }.sorted().joined(separator: ", ")
        }
        var findings: [Verification.Finding] = []
        let (missing, extra) = (expected.subtracting(actual), actual.subtracting(expected))
        if !missing.isEmpty { findings.append(.init(text: "The database lacks or has another: \(names(missing)).")) }
        if !extra.isEmpty { findings.append(.init(text: "The database has what it should not: \(names(extra)).")) }
        return findings
    }

    private static func integrity(_ db: Database) throws -> [Verification.Finding] {
        let lines: [String]
        do {
            lines = try String.fetchAll(db, sql: "PRAGMA integrity_check(\(Verification.maximumFindings))")
        } catch let error as DatabaseError {
            // A body that is no JSON any more stops the check.
            return [.init(seq: nil, text: "SQLite's check stopped: \(error.message ?? "code \(error.resultCode)").")]
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

    /// The highest numbers ever given, against those that are there: what is missing at the end was cut off.
    private static func sequences(_ db: Database) throws -> [Verification.Finding] {
        try ["event": "seq", "checkpoint": "number"].compactMap { table, column in
            let last = try Int64.fetchOne(db, sql: "SELECT max(\(column)) FROM \(table)") ?? 0
            let given = try Int64.fetchOne(
                db, sql: "SELECT seq FROM sqlite_sequence WHERE name = ?", arguments: [table])
            guard last != given ?? 0 else { return nil }
            let seq = table == "event" ? min(last, given ?? 0) + 1 : nil
            return .init(seq: seq, text: "The last \(table) is number \(last), but number \(given ?? 0) was given.")
        }
    }
}
