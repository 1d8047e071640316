import GRDB
import Instants
import JSON

extension LogWriter {
    /// Opens the database, brings it to this version, and records that it was opened. An empty log begins with that
    /// event.
    ///
    /// - Parameter makeOrigin: Names a new log.
    /// - Returns: The log's origin.
    mutating func open(makeOrigin: () -> String) throws(AuditLogError) -> String {
        try write { db, writer in
            try Schema.migrate(db, path: writer.path)
            let existing = try LogHead.origin(db)
            let origin = existing ?? makeOrigin()
            let event = AuditEvent(
                .logOpened,
                details: ["program": .string(writer.context.program), "isNew": .bool(existing == nil)])
            _ = try writer.appendInTransaction(event, origin: origin, to: db)
            return origin
        }
    }

    /// Opens a log that is there already, and records nothing.
    mutating func openExisting() throws(AuditLogError) -> String {
        try write { db, writer in
            guard try Schema.check(db, path: writer.path) == Schema.version, let origin = try LogHead.origin(db) else {
                throw AuditLogError(.missing, path: writer.path)
            }
            return origin
        }
    }

    /// The log's signing key, made where there is none, and recorded as an event by whoever finds it unrecorded.
    mutating func signingKey(in files: LogFiles, origin: String) throws(AuditLogError) -> SigningKey {
        if try files.readKey() == nil { try files.createKey(SigningKey(name: origin).text) }
        let key = try existingKey(in: files, origin: origin)
        try write { db, writer in
            let keys = try RecordedKeys.all(db)
            guard !keys.contains(where: { $0.key == key.verifierKey }) else { return }
            let event = AuditEvent(.keyCreated, details: ["verifierKey": .string(key.verifierKey.text)])
            _ = try writer.appendInTransaction(event, origin: origin, to: db)
        }
        return key
    }

    /// Appends the settings, unless the last ones are the same.
    mutating func record(settings: [String: JSONValue], origin: String) throws(AuditLogError) -> StoredEvent? {
        try store { db, writer in
            let last = try String.fetchOne(
                db,
                sql: "SELECT json_extract(body, '$.details') FROM event WHERE event = ? ORDER BY seq DESC LIMIT 1",
                arguments: [EventCode.configurationChanged.rawValue])
            // A body is canonical, and so is any part of it.
            guard try CanonicalJSON.line(.object(settings)) != last else { return nil }
            let event = AuditEvent(.configurationChanged, details: settings)
            return try writer.appendInTransaction(event, origin: origin, to: db)
        }
    }

    func existingKey(in files: LogFiles, origin: String) throws(AuditLogError) -> SigningKey {
        guard let text = try files.readKey() else { throw AuditLogError(.keyMissing, path: path) }
        guard let key = SigningKey(text: text), key.verifierKey.name == origin else {
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
    static func all(_ db: Database) throws -> [(seq: Int64, key: VerifierKey)] {
        try Row.fetchAll(
            db,
            sql: "SELECT seq, json_extract(body, '$.details.verifierKey') FROM event WHERE event = ? ORDER BY seq",
            arguments: [EventCode.keyCreated.rawValue]
        ).compactMap { row in
            guard let text: String = row[1], let key = VerifierKey(text) else { return nil }
            return (try row.decode(atIndex: 0), key)
        }
    }
}
