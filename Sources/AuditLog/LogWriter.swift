import GRDB
import Instants

/// Writes to one log, one thing at a time. Blocking; ``AuditLog`` keeps it on a thread of its own.
///
/// After any trouble the connection is dropped. It is opened anew, and the head read again, before anything is said
/// about what was stored and before anything more is written: SQLite may report an error and yet have stored the event
/// (a failed sync of the folder, a failed unlock).
struct LogWriter {
    let path: String
    let context: LogContext
    let clock: LogClock
    let patience = Patience()
    private let schema = Schema.current
    private var database: DatabaseQueue?
    /// The end of the log as this program left or found it last. Kept over a lost connection: the log must go on from here.
    private(set) var cachedHead: LogHead?
    /// `schema_version` of the schema that was compared last on this connection; it changes with every change of the
    /// schema.
    private var comparedSchema: Int?

    init(path: String, context: LogContext, clock: LogClock) {
        self.path = path
        self.context = context
        self.clock = clock
    }

    /// Returns once the event is durable.
    mutating func append(_ event: AuditEvent, origin: String) throws(AuditLogError) -> StoredEvent {
        try store { db, writer in
            try writer.appendInTransaction(event, origin: origin, to: db)
        }
    }

    mutating func append(contentsOf events: [AuditEvent], origin: String) throws(AuditLogError) -> [StoredEvent] {
        try store { db, writer in
            try events.map { try writer.appendInTransaction($0, origin: origin, to: db) }
        }
    }

    /// Appends inside a transaction that is already there. When the wall clock went back, that comes first.
    mutating func appendInTransaction(_ event: AuditEvent, origin: String, to db: Database) throws -> StoredEvent {
        var head = try head(db)
        let now = clock.now().rfc3339
        if let last = head.time, now < last {
            let step = ClockSteppedBack(from: last, to: now)
            head = try insert(AuditEvent(step), origin: origin, into: db, head: head).head
        }
        return try insert(event, origin: origin, into: db, head: head).event
    }

    /// Signs the log as it is, unless that was done already, and keeps the checkpoint.
    mutating func checkpoint(with key: SigningKey) throws(AuditLogError) -> Checkpoint {
        try write { db, writer in
            let head = try writer.head(db)
            writer.cachedHead = head
            if let last = try LogHead.lastCheckpoint(db), last.size == head.frontier.size,
                last.root == head.frontier.root, last.isSigned(by: key.verifierKey)
            {
                return last
            }
            let checkpoint = try key.checkpoint(size: head.frontier.size, root: head.frontier.root)
            let number = try (Int64.fetchOne(db, sql: "SELECT max(number) FROM checkpoint") ?? 0) + 1
            try db.execute(
                sql: "INSERT INTO checkpoint (number, size, note) VALUES (?, ?, ?)",
                arguments: [number, checkpoint.size, checkpoint.note])
            try writer.expectStored(
                db, [checkpoint.size.databaseValue, checkpoint.note.databaseValue],
                sql: "SELECT size, note FROM checkpoint WHERE number = ?", key: number)
            return checkpoint
        }
    }

    /// What was about to be stored when something failed.
    private var attempt: StoredEvent?

    mutating func insert(
        _ event: AuditEvent, origin: String, into db: Database, head: LogHead
    ) throws -> (event: StoredEvent, head: LogHead) {
        var head = head
        let stamp = EventBody.Stamp(
            seq: head.frontier.size + 1, log: origin, time: clock.now(),
            monotonicMilliseconds: clock.monotonicMilliseconds(), bootID: clock.bootID, context: context)
        let stored = StoredEvent(seq: stamp.seq, body: try EventBody.line(event, stamp: stamp))
        let tree = head.append(.leaf(stored.body), time: stamp.time.rfc3339)
        attempt = stored
        try db.cachedStatement(sql: "INSERT INTO event (seq, body, tree) VALUES (?, ?, ?)")
            .execute(arguments: [stored.seq, stored.body, tree])
        try expectStored(
            db, [stored.body.databaseValue, tree.databaseValue], sql: "SELECT body, tree FROM event WHERE seq = ?",
            key: stored.seq)
        cachedHead = head
        return (stored, head)
    }

    /// The end of the log, once the database was found to be as this program made it.
    private mutating func head(_ db: Database) throws -> LogHead {
        try expectUnalteredSchema(db)
        return try LogHead(db, knowing: cachedHead, path: path)
    }

    /// Compares the schema, unless it was compared already and has not changed.
    mutating func expectUnalteredSchema(_ db: Database) throws {
        let version = try Int.fetchOne(db.cachedStatement(sql: "PRAGMA schema_version"))
        guard version == nil || version != comparedSchema else { return }
        // SQLite then uses what is compared here, and not what it may have read before.
        try db.execute(sql: "PRAGMA writable_schema = RESET")
        try schema.expectUnaltered(db, version: schema.check(db, path: path), path: path)
        comparedSchema = version
    }

    /// That the insert before stored one row, and this one: what the database was told is not yet what it did.
    func expectStored(_ db: Database, _ values: [DatabaseValue], sql: String, key: Int64) throws {
        let count = db.changesCount
        let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [key])
        guard count == 1, let row, Array(row.databaseValues) == values else {
            throw AuditLogError(.notKept, path: path)
        }
    }

    /// As ``store(_:)``, where no event was asked for that could be stored or not.
    mutating func write<Value>(
        _ body: (Database, inout LogWriter) throws -> Value
    ) throws(AuditLogError) -> Value {
        do {
            return try store(body)
        } catch {
            throw AuditLogError(error.reason, path: path)
        }
    }

    /// One IMMEDIATE transaction, so that the head that is read is the head that is written after. Waits at most five
    /// seconds for other programs.
    mutating func store<Value>(
        _ body: (Database, inout LogWriter) throws -> Value
    ) throws(AuditLogError) -> Value {
        patience.begin()
        attempt = nil
        var writer = self
        do {
            let value = try writer.connection().writeWithoutTransaction { db in
                try LogWriter.transaction(db) { try body(db, &writer) }
            }
            self = writer
            return value
        } catch let mistake as EventMistake {
            throw AuditLogError(.mistake(mistake), path: path, stored: .no)
        } catch {
            disconnect()
            let error = AuditLogError(error, path: path)
            switch error.reason {
            // After waiting in vain for another program nothing was written; nor to a file that is gone.
            case .busy, .exchanged: throw error.with(stored: .no)
            default: throw error.with(stored: resolve(writer.attempt))
            }
        }
    }

    /// As GRDB's own, with statements that are prepared once.
    private static func transaction<Value>(_ db: Database, _ body: () throws -> Value) throws -> Value {
        try db.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
        do {
            let value = try body()
            try db.cachedStatement(sql: "COMMIT").execute()
            return value
        } catch {
            // SQLite may have rolled back by itself.
            if db.isInsideTransaction { try? db.rollback() }
            throw error
        }
    }

    /// Looks whether the event is in the log after all.
    private mutating func resolve(_ attempt: StoredEvent?) -> AuditLogError.Stored {
        guard let attempt else { return .no }
        patience.begin(seconds: Patience.secondsToLook)
        do {
            let body = try connection().read { db in
                try String.fetchOne(db, sql: "SELECT body FROM event WHERE seq = ?", arguments: [attempt.seq])
            }
            return body == attempt.body ? .yes(seq: attempt.seq) : .no
        } catch {
            disconnect()
            return .unknown
        }
    }

    /// Does all of it but the commit: nothing is stored.
    mutating func rehearse(_ body: (Database, inout LogWriter) throws -> Void) throws(AuditLogError) {
        patience.begin()
        var writer = self
        do {
            try connection().writeWithoutTransaction { db in
                try db.execute(sql: "BEGIN IMMEDIATE")
                defer { if db.isInsideTransaction { try? db.rollback() } }
                try body(db, &writer)
            }
        } catch {
            throw AuditLogError(error, path: path)
        }
    }

    mutating func close() { disconnect() }

    private mutating func connection() throws(AuditLogError) -> DatabaseQueue {
        if let database { return database }
        let database = try LogDatabase.forWriting(path, patience: patience)
        self.database = database
        return database
    }

    private mutating func disconnect() {
        // A connection that failed may fail to close as well; nothing is written through it again.
        try? database?.close()
        database = nil
        comparedSchema = nil
    }
}
