import GRDB
import Instants

extension AuditLog {
    /// Signs the log as it was at a size, and keeps nothing: a long absence is sent in parts that each end at a
    /// checkpoint.
    ///
    /// - Throws: ``AuditLogError``, reason `noSuchEvent` where the log has fewer events.
    public func checkpoint(over size: Int64) async throws -> Checkpoint {
        guard let signingKey else { throw keyTrouble ?? AuditLogError(.keyMissing, path: path) }
        return try await onThread { try $0.checkpoint(over: size, with: signingKey) }
    }

    /// Keeps what a collector answered to a push: how far it has followed and, where it cosigned, the checkpoint with
    /// its lines.
    ///
    /// - Parameters:
    ///   - cosigned: a checkpoint of this log with the cosignatures; nil where it was taken and not cosigned. It isn't
    ///     checked here.
    ///   - size: the number of events that are acknowledged.
    ///   - key: the collector's.
    ///   - time: now, where with this push all events of its beginning are acknowledged.
    /// - Throws: ``AuditLogError``
    public func keepPush(
        _ cosigned: Checkpoint?, acknowledged size: Int64, by key: VerifierKey, at time: UTCInstant?
    ) async throws {
        try await onThread { try $0.keepPush(cosigned, acknowledged: size, by: key, at: time) }
    }

    /// Keeps a checkpoint with a witness's cosignature.
    ///
    /// - Parameters:
    ///   - cosigned: a checkpoint of this log with the witness's line. It isn't checked here.
    ///   - key: the witness's.
    /// - Throws: ``AuditLogError``
    public func keep(_ cosigned: Checkpoint, by key: VerifierKey) async throws {
        try await onThread { try $0.keep(cosigned, by: key) }
    }
}

extension LogWriter {
    mutating func checkpoint(over size: Int64, with key: SigningKey) throws(AuditLogError) -> Checkpoint {
        try write { db, writer in
            try writer.expectUnalteredSchema(db)
            guard size >= 0, size <= (try Int64.fetchOne(db, sql: "SELECT max(seq) FROM event") ?? 0) else {
                throw AuditLogError(.noSuchEvent(size), path: writer.path)
            }
            let root = try TreeProver { try LogHead.hash(of: $0, in: db) }.root(size: size)
            return try key.checkpoint(size: size, root: root)
        }
    }

    mutating func keepPush(
        _ cosigned: Checkpoint?, acknowledged size: Int64, by key: VerifierKey, at time: UTCInstant?
    ) throws(AuditLogError) {
        try write { db, writer in
            try writer.expectUnalteredSchema(db)
            var record = try PushRecord.fetch(db, key: key) ?? PushRecord()
            record.size = size
            if let time { record.time = time }
            if let cosigned {
                try writer.insert(cosigned, by: key, into: db)
                record.cosigned = max(record.cosigned, cosigned.size)
                record.events = try Int64.fetchOne(db, sql: "SELECT max(seq) FROM event") ?? 0
            }
            try record.store(db, key: key)
        }
    }

    mutating func keep(_ cosigned: Checkpoint, by key: VerifierKey) throws(AuditLogError) {
        try write { db, writer in
            try writer.expectUnalteredSchema(db)
            try writer.insert(cosigned, by: key, into: db)
        }
    }

    /// Unless it is the one that this witness gave last: a push with nothing new is answered as the one before.
    private func insert(_ cosigned: Checkpoint, by key: VerifierKey, into db: Database) throws {
        let last = try String.fetchOne(
            db, sql: "SELECT note FROM cosignature WHERE key = ? ORDER BY number DESC LIMIT 1", arguments: [key.text])
        guard last != cosigned.note else { return }
        let number = try (Int64.fetchOne(db, sql: "SELECT max(number) FROM cosignature") ?? 0) + 1
        try db.execute(
            sql: "INSERT INTO cosignature (number, size, key, note) VALUES (?, ?, ?, ?)",
            arguments: [number, cosigned.size, key.text, cosigned.note])
        try expectStored(
            db, [cosigned.size.databaseValue, key.text.databaseValue, cosigned.note.databaseValue],
            sql: "SELECT size, key, note FROM cosignature WHERE number = ?", key: number)
    }
}
