import GRDB
import Instants
import JSON

extension LogWriter {
    /// Opens the database, brings it to this version, and records that it was opened. An empty log begins with that
    /// event.
    ///
    /// - Parameters:
    ///   - earlier: The log that a key beside a new log is of; it is recorded.
    ///   - predecessor: The log that a new one goes on from; it is recorded.
    ///   - makeOrigin: Names a new log.
    /// - Returns: The log's origin, and whether the log is new.
    mutating func open(
        earlier: String? = nil, succeeding predecessor: LogOpened.Predecessor? = nil, makeOrigin: () -> String
    ) throws(AuditLogError) -> (origin: String, isNew: Bool) {
        try write { db, writer in
            try writer.openInTransaction(db, earlier: earlier, succeeding: predecessor, makeOrigin: makeOrigin)
        }
    }

    mutating func openInTransaction(
        _ db: Database, earlier: String?, succeeding predecessor: LogOpened.Predecessor? = nil,
        makeOrigin: () -> String
    ) throws -> (origin: String, isNew: Bool) {
        let isEmptyFile = try Schema.current.check(db, path: path) == 0
        try Schema.current.migrate(db, path: path)
        try expectUnalteredSchema(db)
        let existing = try LogHead.origin(db)
        // Tables and first event come in one commit, so tables without an event were emptied.
        guard isEmptyFile || existing != nil else { throw AuditLogError(.emptied, path: path) }
        let origin = existing ?? makeOrigin()
        let opened = LogOpened(
            program: context.program, isNew: existing == nil, checkpoint: try LogHead.checkpointRecord(db),
            earlierLog: existing == nil ? earlier : nil, succeeds: existing == nil ? predecessor : nil)
        _ = try appendInTransaction(AuditEvent(opened), origin: origin, to: db)
        return (origin, existing == nil)
    }

    /// Opens a log that is there already, and records nothing.
    mutating func openExisting() throws(AuditLogError) -> String {
        try write { db, writer in
            guard try Schema.current.check(db, path: writer.path) > 0 else {
                throw AuditLogError(.empty, path: writer.path)
            }
            try Schema.current.migrate(db, path: writer.path)
            try writer.expectUnalteredSchema(db)
            guard let origin = try LogHead.origin(db) else { throw AuditLogError(.emptied, path: writer.path) }
            return origin
        }
    }

    /// The log's signing key, made where there is none, and recorded as an event by whoever finds it unrecorded.
    ///
    /// - Returns: The key, and whether it is another than the log's last.
    mutating func signingKey(
        in files: LogFiles, origin: String
    ) throws(AuditLogError) -> (key: SigningKey, isAnother: Bool) {
        if try files.readKey() == nil { try files.createKey(SigningKey(name: origin).text) }
        let key = try existingKey(in: files, origin: origin)
        let isAnother = try write { db, writer in
            let keys = try RecordedKeys.all(db)
            guard !keys.contains(where: { $0.key == key.verifierKey }) else {
                return keys.last.map { $0.key != key.verifierKey } ?? false
            }
            let created = KeyCreated(verifierKey: key.verifierKey.text)
            _ = try writer.appendInTransaction(AuditEvent(created), origin: origin, to: db)
            return !keys.isEmpty
        }
        return (key, isAnother)
    }

    /// Appends the settings, unless the last ones are the same.
    mutating func record(settings: [String: JSONValue], origin: String) throws(AuditLogError) -> StoredEvent? {
        try store { db, writer in
            let settings = EventPrivacy.redacted(settings)
            let last = try String.fetchOne(
                db,
                sql: "SELECT json_extract(body, '$.details') FROM event WHERE event = ? ORDER BY seq DESC LIMIT 1",
                arguments: [EventCode.configurationChanged.rawValue])
            // A body is canonical, and so is any part of it.
            guard try CanonicalJSON.line(.object(settings)) != last else { return nil }
            let changed = ConfigurationChanged(settings: settings)
            return try writer.appendInTransaction(AuditEvent(changed), origin: origin, to: db)
        }
    }

    func existingKey(in files: LogFiles, origin: String) throws(AuditLogError) -> SigningKey {
        guard let text = try files.readKey() else { throw AuditLogError(.keyMissing, path: path) }
        guard let key = SigningKey(text: text), key.verifierKey.name.utf8.elementsEqual(origin.utf8) else {
            throw AuditLogError(.keyDamaged, path: path)
        }
        return key
    }

    /// Signs the log when its oldest unsigned event is a day old.
    mutating func dailyCheckpoint(with key: SigningKey) throws(AuditLogError) {
        let oldest: String? = try write { db, _ in
            try String.fetchOne(
                db, sql: "SELECT time FROM event WHERE seq = (SELECT coalesce(max(size), 0) + 1 FROM checkpoint)")
        }
        guard let time = oldest.flatMap({ UTCInstant(rfc3339: $0) }) else { return }
        if time.adding(seconds: UTCInstant.secondsPerDay) <= clock.now() { _ = try checkpoint(with: key) }
    }
}

/// The verifier keys that the log's events name.
enum RecordedKeys {
    /// More than any log has of its own.
    private static let maximum = 1_000

    static func all(_ db: Database) throws -> [(seq: Int64, key: VerifierKey)] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT seq, json_extract(body, '$.details.verifierKey') FROM event WHERE event = ? ORDER BY seq
                LIMIT \(maximum)
                """,
            arguments: [EventCode.keyCreated.rawValue]
        ).compactMap { row in
            guard case .string(let text) = (row[1] as DatabaseValue).storage, let key = VerifierKey(text) else {
                return nil
            }
            return (try row.decode(atIndex: 0), key)
        }
    }
}
