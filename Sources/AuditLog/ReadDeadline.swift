import GRDB
import GRDBSQLite
import Synchronization

/// Ends a read that takes too long, so that no reader keeps a writer waiting: with a rollback journal a commit waits for
/// every read to end.
///
/// SQLite asks between the steps of its own work (`sqlite3_progress_handler`), so the limit holds inside one slow query
/// too.
final class ReadDeadline: Sendable {
    /// The longest that one page may take.
    static let limit: Duration = .milliseconds(40)

    private let end = Mutex<ContinuousClock.Instant?>(nil)

    /// To be called once for a connection, which must not outlive this object.
    func install(_ db: Database) {
        // Some 10 µs of work between two looks at the clock.
        sqlite3_progress_handler(
            db.sqliteConnection, 1000,
            { context in
                guard let context else { return 0 }
                return Unmanaged<ReadDeadline>.fromOpaque(context).takeUnretainedValue().hasPassed ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Runs one page. Nil when the time was up.
    func limited<Value>(_ body: () throws -> Value) throws -> Value? {
        do {
            return try until(ContinuousClock.now + ReadDeadline.limit, body)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
            return nil
        }
    }

    /// Runs a read that is not cut into pages.
    ///
    /// - Throws: `DatabaseError` with `SQLITE_INTERRUPT` when the time was up.
    func bounded<Value>(_ body: () throws -> Value) throws -> Value {
        try until(ContinuousClock.now + LogBounds.read, body)
    }

    private func until<Value>(_ instant: ContinuousClock.Instant, _ body: () throws -> Value) throws -> Value {
        let outer = end.withLock { end in
            defer { end = instant }
            return end
        }
        defer { end.withLock { $0 = outer } }
        return try body()
    }

    var hasPassed: Bool {
        end.withLock { end in end.map { ContinuousClock.now > $0 } ?? false }
    }
}
