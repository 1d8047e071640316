import Foundation
import GRDB
import Instants

/// The log, open for reading only. Works on a copy and on a read-only file system. Every call reads for a few
/// milliseconds at a time, on a thread of its own, and lets writers in between.
public final class LogReader: Sendable {
    public let path: String
    /// The thread that reads. A caller that reads many pages runs on it (`withTaskExecutorPreference`), which saves two
    /// changes of thread for each page.
    public var executor: any TaskExecutor { thread }
    private let thread: LogThread
    let database: DatabaseQueue
    let deadline: ReadDeadline

    /// - Throws: ``AuditLogError``. Reason `hotJournal` when a crash left a write half done and it can't be undone here.
    public static func open(at path: String) async throws -> LogReader {
        try await open(at: path, schema: .current)
    }

    static func open(at path: String, schema: Schema) async throws -> LogReader {
        let thread = LogThread()
        return try await withTaskExecutorPreference(thread) {
            try LogReader(path: path, schema: schema, thread: thread)
        }
    }

    private init(path: String, schema: Schema, thread: LogThread) throws(AuditLogError) {
        self.path = path
        self.thread = thread
        try LogFiles(path: path).checkKind()
        let deadline = ReadDeadline()
        self.deadline = deadline
        database = try LogDatabase.forReading(path, deadline: deadline)
        // Forward only: a reader doesn't change the file, and each older format is read as it is.
        try readHere { db in
            let version = try schema.check(db, path: path)
            guard version > 0 else {
                throw AuditLogError(LogFiles(path: path).keyName == nil ? .empty : .emptied, path: path)
            }
            try schema.expectReadable(db, version: version, path: path)
        }
    }

    /// The number of events.
    public func size() async throws -> Int64 {
        try await read { db in try Int64.fetchOne(db, sql: "SELECT max(seq) FROM event") ?? 0 }
    }

    /// The log's name.
    public func origin() async throws -> String {
        try await read { db in try LogHead.origin(db) } ?? ""
    }

    /// - Throws: ``AuditLogError``, reason `noSuchEvent`.
    public func event(_ seq: Int64) async throws -> StoredEvent {
        let body = try await read { db in
            try String.fetchOne(db, sql: "SELECT body FROM event WHERE seq = ?", arguments: [seq])
        }
        guard let body else { throw AuditLogError(.noSuchEvent(seq), path: path) }
        return try StoredEvent(seq: seq, read: body, path: path)
    }

    /// The keys that the log's events name, oldest first.
    public func verifierKeys() async throws -> [VerifierKey] {
        try await read { db in try RecordedKeys.all(db).map(\.key) }
    }

    /// The same, each with the event that names it.
    func recordedKeys() async throws -> [(seq: Int64, key: VerifierKey)] {
        try await read { db in try RecordedKeys.all(db) }
    }

    /// The last checkpoint that was kept, whether or not it is sound.
    public func lastCheckpoint() async throws -> Checkpoint? {
        try await read { db in try LogHead.lastCheckpoint(db) }
    }

    /// Goes through the events that a query wants. Nothing is read yet.
    public func scan(_ query: EventQuery = EventQuery(), newestFirst: Bool = false) -> EventScan {
        EventScan(self, query: query, newestFirst: newestFirst)
    }

    /// An event with its way to the root of a checkpoint that covers it.
    ///
    /// - Throws: ``AuditLogError``, reason `noSuchEvent` also where the checkpoint doesn't cover the event.
    public func proof(of seq: Int64, in checkpoint: Checkpoint) async throws -> TlogProof {
        let path = path
        return try await read { db in
            guard (1...max(1, checkpoint.size)).contains(seq),
                let body = try String.fetchOne(db, sql: "SELECT body FROM event WHERE seq = ?", arguments: [seq])
            else { throw AuditLogError(.noSuchEvent(seq), path: path) }
            let prover = TreeProver { try LogHead.hash(of: $0, in: db) }
            return TlogProof(
                event: try StoredEvent(seq: seq, read: body, path: path).body, index: seq - 1,
                path: try prover.inclusion(of: seq - 1, inTreeOf: checkpoint.size),
                checkpoint: checkpoint)
        }
    }

    func read<Value>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        try await withTaskExecutorPreference(thread) { try readHere(body) }
    }

    /// Without a transaction around: events are never changed, so two statements agree without one, and each lets
    /// writers in as soon as it ends.
    private func readHere<Value>(_ body: (Database) throws -> Value) throws(AuditLogError) -> Value {
        try LogDatabase.opening(path) { try deadline.bounded { try database.unsafeRead(body) } }
    }
}
