import GRDB
import Instants

/// How far a collector has followed this log, as the log remembers it.
public struct PushRecord: Hashable, Sendable {
    /// The number of events that it acknowledged last.
    public var size: Int64
    /// The largest checkpoint that it cosigned; 0 for none.
    public var cosigned: Int64
    /// How many events the log had when a push was cosigned last; 0 where none was.
    public var events: Int64
    /// When all events of that moment were acknowledged last; nil where they never were.
    public var time: UTCInstant?

    public init(size: Int64 = 0, cosigned: Int64 = 0, events: Int64 = 0, time: UTCInstant? = nil) {
        self.size = size
        self.cosigned = cosigned
        self.events = events
        self.time = time
    }
}

/// What the collector of one key said, as far as the log tells.
public struct CollectorStanding: Hashable, Sendable {
    /// Nil where nothing was ever pushed.
    public var record: PushRecord?
    /// The event that says that it has another history, where no cosigned push came after it.
    public var fork: Int64?
    /// The number of events in the log.
    public var size: Int64
    /// The time of the first event.
    public var begun: UTCInstant?
}

extension PushRecord {
    static func fetch(_ db: Database, key: VerifierKey) throws -> PushRecord? {
        guard try Schema.hasCosignatures(db) else { return nil }
        let row = try Row.fetchOne(
            db, sql: "SELECT size, cosigned, events, time FROM push WHERE key = ?", arguments: [key.text])
        guard let row else { return nil }
        let time: String? = try row.decode(atIndex: 3)
        return PushRecord(
            size: try row.decode(atIndex: 0), cosigned: try row.decode(atIndex: 1), events: try row.decode(atIndex: 2),
            time: time.flatMap { UTCInstant(rfc3339: $0) })
    }

    func store(_ db: Database, key: VerifierKey) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO push (key, size, cosigned, events, time) VALUES (?, ?, ?, ?, ?)",
            arguments: [key.text, size, cosigned, events, time?.rfc3339])
    }
}

extension LogReader {
    /// The checkpoints over so many events that are kept with a cosignature, oldest first. They aren't checked.
    ///
    /// - Throws: ``AuditLogError``
    public func cosigned(size: Int64) async throws -> [Checkpoint] {
        try await read { db in
            guard try Schema.hasCosignatures(db) else { return [] }
            // From the end: the newest are asked for.
            let notes = try String.fetchAll(
                db, sql: "SELECT note FROM cosignature WHERE size = ? ORDER BY number DESC LIMIT 100", arguments: [size]
            )
            return notes.reversed().compactMap(Checkpoint.init(parsing:))
        }
    }

    /// The size of the last checkpoint that a witness cosigned, as far as the log tells; 0 for none.
    ///
    /// - Throws: ``AuditLogError``
    public func cosignedSize(by key: VerifierKey) async throws -> Int64 {
        try await read { db in
            guard try Schema.hasCosignatures(db) else { return 0 }
            return try Int64.fetchOne(
                db, sql: "SELECT size FROM cosignature WHERE key = ? ORDER BY number DESC LIMIT 1",
                arguments: [key.text]
            ) ?? 0
        }
    }

    /// What is known of the collector with this key.
    ///
    /// - Throws: ``AuditLogError``
    public func standing(of key: VerifierKey) async throws -> CollectorStanding {
        try await read { db in
            let record = try PushRecord.fetch(db, key: key)
            let fork = try Int64.fetchOne(
                db, sql: "SELECT max(seq) FROM event WHERE event = ?", arguments: [EventCode.collectorFork.rawValue])
            let begun = try String.fetchOne(db, sql: "SELECT time FROM event WHERE seq = 1")
            return CollectorStanding(
                record: record, fork: fork.flatMap { $0 > record?.events ?? 0 ? $0 : nil },
                size: try Int64.fetchOne(db, sql: "SELECT max(seq) FROM event") ?? 0,
                begun: begun.flatMap { UTCInstant(rfc3339: $0) })
        }
    }
}
