import GRDB

/// The database's shape, and the way to it from older ones. Forward only; each older shape stays readable as it is, so that
/// a copy on a read-only disk is read by any later program.
struct Schema: Sendable {
    /// `application_id`: "RAal". Tells an audit log from any other SQLite database.
    static let applicationID = 0x5241_616C

    /// Each step's statements take the database from version n to n + 1 (`user_version`). What was published once is
    /// never changed, and a step leaves the columns that are read (`event`'s, and those of
    /// `checkpoint` and `cosignature`).
    let steps: [String]

    static let current = Schema(steps: [version1, version2])

    var version: Int { steps.count }

    /// Columns beside `seq`, `body` and `tree` are computed from the body, so that nobody can change one without the
    /// other. `tree` holds the event's leaf hash, then the root of each subtree that the event completed: with these an
    /// append, a proof and the opening of the log read a few rows only, and `verify` computes all of them anew.
    /// AUTOINCREMENT keeps the highest number ever given, which shows that the last events were cut off.
    private static let version1 = """
        CREATE TABLE event (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            body TEXT NOT NULL CHECK (json_extract(body, '$.seq') IS seq),
            tree BLOB NOT NULL CHECK (length(tree) >= 32 AND length(tree) % 32 = 0),
            time TEXT GENERATED ALWAYS AS (json_extract(body, '$.time')) VIRTUAL,
            event TEXT GENERATED ALWAYS AS (json_extract(body, '$.event')) VIRTUAL,
            session TEXT GENERATED ALWAYS AS (json_extract(body, '$.session')) VIRTUAL,
            operator TEXT GENERATED ALWAYS AS (json_extract(body, '$.operator')) VIRTUAL,
            subject TEXT GENERATED ALWAYS AS (json_extract(body, '$.subject')) VIRTUAL,
            action TEXT GENERATED ALWAYS AS (json_extract(body, '$.action')) VIRTUAL,
            outcome TEXT GENERATED ALWAYS AS (json_extract(body, '$.outcome')) VIRTUAL,
            workstation TEXT GENERATED ALWAYS AS (json_extract(body, '$.workstation')) VIRTUAL,
            intent INTEGER GENERATED ALWAYS AS (json_extract(body, '$.intent')) VIRTUAL,
            expires_at TEXT GENERATED ALWAYS AS (json_extract(body, '$.expiresAt')) VIRTUAL
        ) STRICT;
        CREATE INDEX event_time ON event (time);
        CREATE INDEX event_event ON event (event);
        CREATE INDEX event_session ON event (session) WHERE session IS NOT NULL;
        CREATE INDEX event_operator ON event (operator) WHERE operator IS NOT NULL;
        CREATE INDEX event_subject ON event (subject) WHERE subject IS NOT NULL;
        CREATE INDEX event_intent ON event (intent) WHERE intent IS NOT NULL;
        CREATE TRIGGER event_in_order BEFORE INSERT ON event
            WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)
            BEGIN SELECT RAISE(ABORT, 'events are numbered without gaps'); END;
        CREATE TRIGGER event_no_update BEFORE UPDATE ON event
            BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
        CREATE TRIGGER event_no_delete BEFORE DELETE ON event
            BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;
        CREATE TABLE checkpoint (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            size INTEGER NOT NULL,
            note TEXT NOT NULL
        ) STRICT;
        CREATE TRIGGER checkpoint_in_order BEFORE INSERT ON checkpoint
            WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM checkpoint)
            BEGIN SELECT RAISE(ABORT, 'checkpoints are numbered without gaps'); END;
        CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint
            BEGIN SELECT RAISE(ABORT, 'checkpoints are never changed'); END;
        CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint
            BEGIN SELECT RAISE(ABORT, 'checkpoints are never removed'); END;
        """

    /// What a collector and witnesses answered. `cosignature` holds signed notes with a witness's line under them, and the
    /// witness's key; `push` how far each collector is known to have followed, which changes with every push.
    private static let version2 = """
        CREATE TABLE cosignature (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            size INTEGER NOT NULL,
            key TEXT NOT NULL,
            note TEXT NOT NULL
        ) STRICT;
        CREATE TRIGGER cosignature_in_order BEFORE INSERT ON cosignature
            WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM cosignature)
            BEGIN SELECT RAISE(ABORT, 'cosignatures are numbered without gaps'); END;
        CREATE TRIGGER cosignature_no_update BEFORE UPDATE ON cosignature
            BEGIN SELECT RAISE(ABORT, 'cosignatures are never changed'); END;
        CREATE TRIGGER cosignature_no_delete BEFORE DELETE ON cosignature
            BEGIN SELECT RAISE(ABORT, 'cosignatures are never removed'); END;
        CREATE TABLE push (
            key TEXT PRIMARY KEY,
            size INTEGER NOT NULL,
            cosigned INTEGER NOT NULL,
            events INTEGER NOT NULL,
            time TEXT
        ) STRICT;
        """

    /// From this version on there are cosignatures and pushes.
    private static let firstWithCosignatures = 2

    /// Whether a database that was looked at before can hold cosignatures. An older one holds none.
    static func hasCosignatures(_ db: Database) throws -> Bool {
        try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0 >= firstWithCosignatures
    }

    /// Takes an empty or older database to the current version. To be called inside an IMMEDIATE transaction, so that of
    /// two programs one does it and the other finds it done.
    func migrate(_ db: Database, path: String) throws {
        let version = try check(db, path: path)
        guard version < steps.count else { return }
        if version > 0 { try expectUnaltered(db, version: version, path: path) }
        for step in steps[version...] { try db.execute(sql: step) }
        try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = \(steps.count)")
    }

    /// - Returns: The database's version, 0 for an empty file.
    @discardableResult
    func check(_ db: Database, path: String) throws -> Int {
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        if version == 0, application == 0, try Schema.objects(db).isEmpty { return 0 }
        guard application == Schema.applicationID, version > 0 else { throw AuditLogError(.notAnAuditLog, path: path) }
        guard version <= steps.count else { throw AuditLogError(.newerVersion(version), path: path) }
        return version
    }
}
