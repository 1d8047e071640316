import GRDB

/// What the database says of itself, against what a database made by this program says. A trigger that somebody added can
/// drop an event while it is written, and a view can stand where a table was.
extension Schema {
    /// One table, index, trigger or view.
    struct Object: Hashable, Sendable, CustomStringConvertible {
        var type: String
        var name: String
        var table: String
        var sql: String

        var description: String { "\(type) \(name)" }
    }

    /// At most one more than ``LogBounds/schemaObjects``. By its oldest name: any other could be another table's.
    static func objects(_ db: Database) throws -> [Object] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT CAST(type AS TEXT), CAST(name AS TEXT), CAST(tbl_name AS TEXT), coalesce(CAST(sql AS TEXT), '')
                FROM main.sqlite_master ORDER BY type, name LIMIT \(LogBounds.schemaObjects + 1)
                """
        ).map { row in
            func text(_ index: Int) -> String {
                guard case .string(let text) = (row[index] as DatabaseValue).storage else { return "" }
                return text
            }
            return Object(type: text(0), name: text(1), table: text(2), sql: text(3))
        }
    }

    /// What a database made by this program says of itself at a version.
    func expectedObjects(version: Int) throws -> [Object] {
        try DatabaseQueue().write { db in
            for step in steps.prefix(version) { try db.execute(sql: step) }
            return try Schema.objects(db)
        }
    }

    /// How the schema differs from the one of its version.
    struct Differences: Hashable, Sendable {
        /// Not there, or other than it was made.
        var missing: [Object]
        /// There, and not made by this program.
        var extra: [Object]

        var isEmpty: Bool { missing.isEmpty && extra.isEmpty }
    }

    func differences(_ db: Database, version: Int) throws -> Differences {
        let (actual, expected) = (try Schema.objects(db), try expectedObjects(version: version))
        var extra = actual
        // A list, not a set: two of one name are one too many.
        let missing = expected.filter { object in
            guard let index = extra.firstIndex(of: object) else { return true }
            extra.remove(at: index)
            return false
        }
        return Differences(missing: missing, extra: extra)
    }

    /// For whoever writes: the schema is exactly that of its version.
    func expectUnaltered(_ db: Database, version: Int, path: String) throws {
        let differences = try differences(db, version: version)
        guard differences.isEmpty else {
            let names = (differences.extra + differences.missing).map(\.description)
            throw AuditLogError(.altered(Array(Set(names)).sorted()), path: path)
        }
    }

    /// For whoever reads: the tables are tables, with the columns that they were made with, and each index of theirs is
    /// one of ours. What else there may be is not touched by reading; verifying names it.
    func expectReadable(_ db: Database, version: Int, path: String) throws {
        let differences = try differences(db, version: version)
        let tables: Set<String> = ["event", "checkpoint", "cosignature", "push", "sqlite_sequence"]
        let missing = differences.missing.filter { $0.type == "table" }
        let extra = differences.extra.filter { object in
            object.type != "trigger"
                && (tables.contains(object.name.lowercased()) || tables.contains(object.table.lowercased()))
        }
        guard missing.isEmpty, extra.isEmpty, differences.extra.count < LogBounds.schemaObjects else {
            let names = (missing + extra).map(\.description)
            throw AuditLogError(.altered(Array(Set(names)).sorted()), path: path)
        }
    }
}
