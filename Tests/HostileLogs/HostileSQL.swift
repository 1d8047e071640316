/// SQL that somebody could have run on an audit log, put together at random from what hurts: views that never end, values
/// that are too long, too deep or of another kind, numbers at the ends of their range, schemas that lie.
struct HostileSQL {
    private var random: SplitMix

    init(seed: UInt64) { random = SplitMix(state: seed) }

    /// Statements, each run by itself; those that SQLite refuses are passed over.
    mutating func statements() -> [String] {
        var statements: [String] = []
        if random.chance(9, of: 10) { statements += Self.triggers.map { "DROP TRIGGER \($0)" } }
        if random.chance(1, of: 3) { statements.append("PRAGMA ignore_check_constraints = ON") }
        if random.chance(1, of: 2) { statements.append("PRAGMA writable_schema = ON") }
        for _ in 0...random.below(6) { statements.append(statement()) }
        if random.chance(1, of: 2) {
            statements.append(["PRAGMA writable_schema = OFF", "PRAGMA writable_schema = RESET"][random.below(2)])
        }
        if random.chance(1, of: 3) { statements += [statement(), statement()] }
        return statements
    }

    private static let triggers = [
        "event_in_order", "event_no_update", "event_no_delete", "checkpoint_in_order", "checkpoint_no_update",
        "checkpoint_no_delete",
    ]

    private mutating func statement() -> String {
        switch random.below(24) {
        case 0...4: "UPDATE event SET body = \(body()) WHERE \(place())"
        case 5: "UPDATE event SET tree = \(blob()) WHERE \(place())"
        case 6: "UPDATE event SET seq = \(number()) WHERE \(place())"
        case 7: "INSERT INTO event (seq, body, tree) VALUES (\(number()), \(body()), \(blob()))"
        case 8:
            "INSERT INTO event (seq, body, tree) SELECT seq + \(number()), replace(body, '\"seq\":', '\"seq\":1'), tree FROM event"
        case 9: "DELETE FROM \(table()) WHERE \(place())"
        case 10: "INSERT INTO checkpoint (number, size, note) VALUES (\(number()), \(number()), \(note()))"
        case 11: "UPDATE checkpoint SET \(["number", "size"][random.below(2)]) = \(number())"
        case 12: "UPDATE checkpoint SET note = \(note())"
        case 13: "INSERT INTO sqlite_sequence VALUES (\(text()), \(number()))"
        case 14:
            "UPDATE sqlite_sequence SET \(["name", "seq"][random.below(2)]) = \([text(), number()][random.below(2)])"
        case 15: "UPDATE sqlite_master SET \(schemaChange()) WHERE \(schemaPlace())"
        case 16:
            "INSERT INTO sqlite_master VALUES (\(kind()), \(name()), \(name()), \(random.below(20)), \(definition()))"
        case 17: many()
        case 18: replacement()
        case 19, 20: object()
        case 21: pragma()
        case 22: "ALTER TABLE \(table()) RENAME TO \(["event", "checkpoint", "kept", "sqlite_kept"][random.below(4)])"
        default:
            ["VACUUM", "ANALYZE", "REINDEX", "UPDATE sqlite_stat1 SET stat = 'x 0 -1'", "BEGIN IMMEDIATE"][
                random.below(5)]
        }
    }

    private mutating func pick(_ values: [String]) -> String { values[random.below(values.count)] }

    private mutating func table() -> String { pick(["event", "checkpoint", "sqlite_sequence", "kept"]) }

    private mutating func place() -> String {
        pick(["1", "seq = 1", "seq = 7", "seq > 5", "seq % 2 = 0", "rowid = 3", "rowid = \(number())"])
    }

    private mutating func number() -> String {
        pick([
            "0", "1", "2", "-1", "13", "14", "20", "9223372036854775807", "-9223372036854775808", "9223372036854775806",
            "4611686018427387904", "1e300", "NULL", "'x'", "'7'", "x'00'", "\(random.below(100))", "0.5",
            "1 << \(random.below(64))",
        ])
    }

    private mutating func text() -> String {
        pick([
            "'event'", "'checkpoint'", "''", "NULL", "'EVENT'", "x'FF'", "CAST(x'FFFE00' AS TEXT)", "char(0)",
            "'a' || char(10, 27, 155)",
            "printf('%.*c', \(size()), 'x')", "'=1+1'", "'000444555666'", "char(8238) || 'x'", "zeroblob(\(size()))",
        ])
    }

    private mutating func size() -> String {
        random.chance(1, of: 40)
            ? "3000000" : pick(["0", "31", "32", "64", "2049", "65536", "65537", "262144", "262145", "300000"])
    }

    private mutating func blob() -> String {
        pick(["zeroblob(\(size()))", "randomblob(32)", "x''", "NULL", text(), "tree || tree", "substr(tree, 2)"])
    }

    private static let members = [
        "action", "atr", "bootId", "certificates", "details", "event", "expiresAt", "facts", "intent", "log",
        "monotonicMilliseconds", "operator", "operatorRole", "outcome", "readers", "reasons", "route", "ruleSet",
        "schemaVersion", "seq", "series", "session", "simulated", "site", "subject", "time", "warnings", "workstation",
        "details.verifierKey", "details.checkpoint", "details.checkpoint.number", "details.checkpoint.size",
        "certificates.before",
    ]

    private mutating func body() -> String {
        let path = "'$.\(Self.members[random.below(Self.members.count)])'"
        let depth = pick(["31", "32", "33", "500", "1999", "2001", "100000"])
        return switch random.below(12) {
        case 0...3: "json_set(body, \(path), \(value()))"
        case 4: "json_remove(body, \(path))"
        case 5:
            "json_set(body, \(path), json(replace(hex(zeroblob(\(depth))), '00', '[') || replace(hex(zeroblob(\(depth))), '00', ']')))"
        case 6: "replace(hex(zeroblob(\(depth))), '00', '[') || replace(hex(zeroblob(\(depth))), '00', ']')"
        case 7: "replace(hex(zeroblob(\(depth))), '00', '{\"seq\":1,\"a\":')"
        case 8: "'{\"seq\":' || \(number()) || ',\"log\":\"' || \(text()) || '\"}'"
        case 9: "replace(body, \(pick(["'\"'", "':'", "','", "'0'", "'event'", "'seq'"])), \(text()))"
        case 10: "substr(body, 1, \(random.below(700)))"
        default:
            pick([
                text(), "'{}'", "'[]'", "'null'", "'{\"seq\":1}'", "body || body",
                "printf('{\"seq\":%d,\"x\":\"%.*c\"}', 1, \(size()), 'x')",
            ])
        }
    }

    private mutating func value() -> String {
        pick([
            number(), text(), "json('[]')", "json('{}')", "json('[null,1,\"x\"]')", "json('{\"a\":{\"b\":[1.5e300]}}')",
            "json('true')",
            "'2026-13-45T99:99:99Z'", "'9999999999-01-01T00:00:00Z'", "'-1'", "printf('%.*c', \(size()), '@')",
        ])
    }

    private mutating func note() -> String {
        pick([
            "note || note", "replace(note, char(10), char(10, 10))", "substr(note, \(random.below(40)))", text(),
            "replace(note, '1', '9')", "(SELECT group_concat(note, '') FROM checkpoint, event)",
            "'a' || char(10) || '9223372036854775807' || char(10) || 'AAAA' || char(10, 10) || char(8212) || ' a AAAA' || char(10)",
        ])
    }

    private mutating func kind() -> String { pick(["'table'", "'index'", "'view'", "'trigger'", "'x'", "NULL"]) }

    private mutating func name() -> String {
        pick([
            "'event'", "'EVENT'", "'checkpoint'", "'sqlite_sequence'", "'sqlite_master'", "'sqlite_schema'",
            "'event_time'", "'v'", text(),
        ])
    }

    private mutating func schemaPlace() -> String {
        pick([
            "1", "name = 'event'", "name = 'checkpoint'", "type = 'index'", "name = 'event_subject'",
            "rowid = \(random.below(16))",
        ])
    }

    private mutating func schemaChange() -> String {
        switch random.below(6) {
        case 0: "rootpage = \(random.below(20))"
        case 1: "type = \(kind())"
        case 2: "name = \(name())"
        case 3: "tbl_name = \(name())"
        default: "sql = \(definition())"
        }
    }

    private static let endless =
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n AS seq, '{}' AS body, x'00' AS tree, "
        + "'a' AS time, 'b' AS event, 'c' AS session FROM c"

    private mutating func definition() -> String {
        pick([
            "'CREATE VIEW event AS \(Self.endless.replacing("'", with: "''"))'",
            "'CREATE VIEW v AS \(Self.endless.replacing("'", with: "''"))'",
            "'CREATE TABLE event (seq INTEGER PRIMARY KEY, body TEXT, tree BLOB, time AS (printf(''%.*c'', 100000000, ''x'')))'",
            "'CREATE TABLE event (seq, body, tree)'", "replace(sql, 'TEXT', 'BLOB')", "replace(sql, 'STRICT', '')",
            "replace(sql, 'CHECK', 'AS')", "replace(sql, '$.time', '$.x')", "replace(sql, 'IS NOT NULL', 'IS NULL')",
            "'CREATE INDEX event_time ON event (printf(''%.*c'', 10000000, ''x''))'", "NULL", "''", "sql || ' '", "'x'",
            "printf('CREATE VIEW v AS SELECT ''%.*c''', \(size()), 'x')",
            "'CREATE TRIGGER event_in_order BEFORE INSERT ON event BEGIN SELECT RAISE(IGNORE); END'",
        ])
    }

    private mutating func many() -> String {
        let count = random.chance(1, of: 20) ? "2000" : "300"
        let rows = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT \(count))"
        return pick([
            "INSERT INTO event (seq, body, tree) \(rows) SELECT 12 + n, '{\"seq\":' || (12 + n) || '}', zeroblob(32) FROM c",
            "INSERT INTO event (seq, body, tree) \(rows) SELECT 12 + n, json_set((SELECT body FROM event LIMIT 1), '$.seq', 12 + n, '$.event', 'key.created'), zeroblob(32) FROM c",
            "INSERT INTO checkpoint \(rows) SELECT n + 5, n, '' FROM c",
            "INSERT INTO checkpoint \(rows) SELECT n + 5, n, (SELECT note FROM checkpoint LIMIT 1) FROM c",
            "INSERT INTO sqlite_sequence \(rows) SELECT 'event', n FROM c",
            "INSERT INTO sqlite_master \(rows) SELECT 'view', 'v' || n, 'v' || n, 0, 'CREATE VIEW v' || n || ' AS SELECT 1' FROM c",
        ])
    }

    /// Another thing under the name of a table.
    private mutating func replacement() -> String {
        let table = pick(["event", "checkpoint"])
        let columns = pick([
            "(seq INTEGER PRIMARY KEY AUTOINCREMENT, body, tree, time, event, session, operator, subject, action, outcome, workstation, intent, expires_at)",
            "(number INTEGER PRIMARY KEY, size, note)", "(a)",
            "(seq INTEGER PRIMARY KEY, body TEXT, tree BLOB, event AS (body || body || body))",
        ])
        return "DROP TABLE \(table); "
            + pick([
                "CREATE VIEW \(table) AS \(Self.endless)", "CREATE TABLE \(table) \(columns)",
                "CREATE VIRTUAL TABLE \(table) USING fts5(seq, body, tree)",
                "CREATE VIEW \(table) AS SELECT * FROM \(table)",
                "CREATE VIEW \(table) AS SELECT 1 AS seq, zeroblob(1000000000) AS body, 2 AS tree",
            ])
    }

    private mutating func object() -> String {
        pick([
            "CREATE VIEW v AS \(Self.endless)", "CREATE TABLE other (a PRIMARY KEY) WITHOUT ROWID",
            "CREATE TRIGGER zz BEFORE INSERT ON event BEGIN SELECT RAISE(IGNORE); END",
            "CREATE TRIGGER zz AFTER INSERT ON event BEGIN DELETE FROM event; END",
            "CREATE TRIGGER zz AFTER INSERT ON event BEGIN INSERT INTO checkpoint \(Self.endless); END",
            "CREATE INDEX other ON event (body)", "CREATE INDEX other ON event (json_extract(body, '$.x'))",
            "DROP INDEX event_subject",
            "DROP INDEX event_event; CREATE INDEX event_event ON event (event) WHERE seq < 5",
            "CREATE VIRTUAL TABLE f USING fts5(a)",
            "CREATE VIRTUAL TABLE r USING rtree(a, b, c)", "DROP TABLE checkpoint", "DROP TABLE event",
        ])
    }

    private mutating func pragma() -> String {
        pick([
            "PRAGMA user_version = \(pick(["0", "1", "2", "99", "-1"]))",
            "PRAGMA application_id = \(pick(["0", "1", "1380016492"]))",
            "PRAGMA schema_version = \(random.below(100))", "PRAGMA journal_mode = WAL",
            "PRAGMA journal_mode = PERSIST",
            "PRAGMA page_size = 512; VACUUM", "PRAGMA page_size = 65536; VACUUM", "PRAGMA auto_vacuum = 2; VACUUM",
            "PRAGMA encoding = 'UTF-16'",
            "PRAGMA locking_mode = EXCLUSIVE", "PRAGMA secure_delete = OFF",
        ])
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014): small, and the same numbers for the same seed everywhere.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
    mutating func chance(_ part: Int, of whole: Int) -> Bool { below(whole) < part }
}
