import Foundation
import GRDB
import GRDBSQLite

/// Opens the file the one right way.
///
/// A rollback journal, because Debian 12's SQLite 3.40.1 has the WAL-reset bug (sqlite.org/wal.html#walresetbug); and
/// `synchronous = EXTRA`, which syncs the folder after the journal is removed: with FULL a power cut just after a commit
/// may bring the journal back and undo it (sqlite.org/pragma.html#pragma_synchronous).
enum LogDatabase {
    /// - Parameter patience: Whoever writes begins it anew for each write.
    static func forWriting(_ path: String, patience: Patience) throws(AuditLogError) -> DatabaseQueue {
        // SQLite would make an empty file, open to others, in the place of a log that has vanished.
        guard access(path, F_OK) == 0 else {
            throw AuditLogError(errno == EACCES ? .notPermitted : .missing, path: path)
        }
        var configuration = base()
        configuration.busyMode = .callback { _ in patience.wait() }
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA")
            let journal = try String.fetchOne(db, sql: "PRAGMA journal_mode")
            let synchronous = try Int.fetchOne(db, sql: "PRAGMA synchronous")
            guard journal == "delete", synchronous == 3 else {
                throw AuditLogError(.inputOutput("the database refused durable settings"), path: path)
            }
        }
        return try opening(path) { try DatabaseQueue(path: path, configuration: configuration) }
    }

    /// Where a crash left a write half done, it is undone first, if this user may.
    ///
    /// - Parameter deadline: must live as long as the connection.
    /// - Throws: reason `hotJournal` where it can't be undone here.
    static func forReading(_ path: String, deadline: ReadDeadline) throws(AuditLogError) -> DatabaseQueue {
        guard access(path, F_OK) == 0 else {
            throw AuditLogError(errno == EACCES ? .notPermitted : .missing, path: path)
        }
        guard access(path, R_OK) == 0 else { throw AuditLogError(.notPermitted, path: path) }
        do {
            return try openForReading(path, deadline)
        } catch  where error.reason == .hotJournal && LogFiles(path: path).mayWrite {
            // Reading through a connection that may write undoes the half-done write.
            try opening(path) {
                let database = try DatabaseQueue(path: path, configuration: base())
                try database.close()
            }
            return try openForReading(path, deadline)
        }
    }

    private static func openForReading(_ path: String, _ deadline: ReadDeadline) throws(AuditLogError) -> DatabaseQueue
    {
        var configuration = base()
        configuration.readonly = true
        configuration.prepareDatabase { db in
            db.add(function: OutOfHours.function)
            deadline.install(db)
        }
        return try opening(path) {
            try deadline.bounded { try DatabaseQueue(path: path, configuration: configuration) }
        }
    }

    /// Each wait has a patience of its own, which begins with the first try. What the file says is bounded before SQLite
    /// reads it, its own schema included (sqlite.org/security.html). `trusted_schema` stays on: without it SQLite 3.40
    /// computes no column with `json_extract`.
    static func base() -> Configuration {
        var configuration = Configuration()
        configuration.label = "audit log"
        let patience = Patience()
        configuration.busyMode = .callback { tries in
            if tries == 0 { patience.begin() }
            return patience.wait()
        }
        configuration.prepareDatabase { db in
            sqlite3_limit(db.sqliteConnection, SQLITE_LIMIT_LENGTH, CInt(LogBounds.valueBytes))
            sqlite3_limit(db.sqliteConnection, SQLITE_LIMIT_SQL_LENGTH, CInt(LogBounds.valueBytes))
            sqlite3_hard_heap_limit64(Int64(LogBounds.memoryBytes))
            try db.execute(sql: "PRAGMA cell_size_check = ON")
        }
        return configuration
    }

    static func opening<Value>(_ path: String, _ body: () throws -> Value) throws(AuditLogError) -> Value {
        do {
            return try body()
        } catch {
            throw AuditLogError(error, path: path)
        }
    }
}

extension AuditLogError {
    /// What a failure of the database means to the log.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as AuditLogError: self = error
        case let mistake as EventMistake: self.init(.mistake(mistake), path: path)
        case let error as DatabaseError: self.init(AuditLogError.reason(error, path: path), path: path)
        case is RowDecodingError: self.init(.damaged("a value is not of its kind"), path: path)
        default: self.init(.inputOutput("\(error)"), path: path)
        }
    }

    private static func reason(_ error: DatabaseError, path: String) -> Reason {
        switch error.extendedResultCode {
        case .SQLITE_READONLY_ROLLBACK: return .hotJournal
        // The file was removed, or another stands in its place; nothing was written.
        case .SQLITE_READONLY_DBMOVED: return .exchanged
        default: break
        }
        return switch error.resultCode {
        case .SQLITE_FULL: .diskFull
        case .SQLITE_BUSY, .SQLITE_LOCKED: .busy(seconds: Patience.seconds)
        case .SQLITE_READONLY: .readOnly
        case .SQLITE_NOTADB: .notADatabase
        case .SQLITE_CORRUPT, .SQLITE_ERROR: .damaged(error.message ?? "code \(error.extendedResultCode)")
        case .SQLITE_TOOBIG: .damaged("a value is longer than \(LogBounds.valueBytes / 1024) KiB")
        case .SQLITE_NOMEM: .damaged("reading it takes more than \(LogBounds.memoryBytes >> 20) MiB of memory")
        case .SQLITE_INTERRUPT: .damaged("one read of it takes more than \(LogBounds.read.components.seconds) s")
        case .SQLITE_PERM, .SQLITE_AUTH: .notPermitted
        case .SQLITE_CANTOPEN where access(path, R_OK) != 0 && errno == EACCES: .notPermitted
        case .SQLITE_CANTOPEN where access(path, F_OK) != 0 && errno == ENOENT: .missing
        default: .inputOutput(error.message ?? "code \(error.extendedResultCode)")
        }
    }
}
