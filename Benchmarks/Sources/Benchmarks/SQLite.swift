import GRDBSQLite

/// SQLite's C API, with as little around it as Swift allows.
final class SQLite {
    struct Failure: Error { let code: Int32 }

    private(set) var connection: OpaquePointer?

    init(_ path: String) throws {
        try check(sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE, nil))
        try execute("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA")
    }

    deinit { sqlite3_close_v2(connection) }

    func execute(_ sql: String) throws {
        try check(sqlite3_exec(connection, sql, nil, nil, nil))
    }

    func prepare(_ sql: String) throws -> OpaquePointer? {
        var statement: OpaquePointer?
        try check(sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil))
        return statement
    }

    /// Steps to the end.
    func run(_ statement: OpaquePointer?, row: (OpaquePointer?) -> Void = { _ in }) throws {
        defer { sqlite3_reset(statement) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: row(statement)
            case SQLITE_DONE: return
            case let code: throw Failure(code: code)
            }
        }
    }

    private func check(_ code: Int32) throws {
        guard code == SQLITE_OK else { throw Failure(code: code) }
    }
}

/// Tells SQLite to copy a text or blob that is bound.
let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
