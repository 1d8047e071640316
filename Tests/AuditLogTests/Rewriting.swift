import Foundation
import GRDB
import Testing

@testable import AuditLog

/// What somebody can do to a log who may write it, knows SQLite and this program, and may read the key.
extension Scratch {
    /// Changes the log with its triggers out of the way, and puts them back.
    func tamper(_ change: (Database) throws -> Void) throws {
        let database = try DatabaseQueue(path: log)
        try database.writeWithoutTransaction { db in
            let triggers = try Row.fetchAll(db, sql: "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            for row in triggers { try db.execute(sql: "DROP TRIGGER \(row[0] as String)") }
            try change(db)
            for row in triggers { try db.execute(sql: row[1]) }
        }
        try database.close()
    }

    func tamper(_ sql: String) throws { try tamper { try $0.execute(sql: sql) } }

    /// Writes one event anew, and all hashes after it.
    func rewrite(_ seq: Int64, _ old: String, with new: String) throws {
        try tamper { db in
            var frontier = TreeFrontier()
            for row in try Row.fetchAll(db, sql: "SELECT seq, body FROM event ORDER BY seq") {
                var (number, body): (Int64, String) = (row[0], row[1])
                if number == seq {
                    #expect(body.contains(old))
                    body = body.replacing(old, with: new)
                }
                var tree = Data()
                frontier.append(.leaf(body)) { tree += $0.data }
                try db.execute(
                    sql: "UPDATE event SET body = ?, tree = ? WHERE seq = ?", arguments: [body, tree, number])
            }
        }
    }

    /// Signs the log's checkpoints anew over what its events are now.
    func signAnew() throws {
        let text = try String(contentsOfFile: log + ".key", encoding: .utf8)
        let key = try #require(SigningKey(text: text))
        try tamper { db in
            for row in try Row.fetchAll(db, sql: "SELECT number, size FROM checkpoint") {
                let (number, size): (Int64, Int64) = (row[0], row[1])
                let root = try TreeProver { try LogHead.hash(of: $0, in: db) }.root(size: size)
                try db.execute(
                    sql: "UPDATE checkpoint SET note = ? WHERE number = ?",
                    arguments: [try key.checkpoint(size: size, root: root).note, number])
            }
        }
    }

    /// Cuts events off, with the checkpoints over them, and puts the numbers given back.
    func cut(after seq: Int64) throws {
        try tamper(
            """
            DELETE FROM event WHERE seq > \(seq); DELETE FROM checkpoint WHERE size > \(seq);
            UPDATE sqlite_sequence SET seq = \(seq) WHERE name = 'event';
            UPDATE sqlite_sequence SET seq = (SELECT coalesce(max(number), 0) FROM checkpoint) WHERE name = 'checkpoint';
            DELETE FROM sqlite_sequence WHERE name = 'checkpoint' AND seq = 0;
            """)
    }

    /// A log with a checkpoint over each ten events, and the checkpoints as somebody kept them elsewhere.
    static func withCheckpoints(_ count: Int = 5) async throws -> (scratch: Scratch, kept: [Checkpoint]) {
        let scratch = try Scratch()
        let log = try await AuditLog.open(at: scratch.log, context: .desk, clock: HandClock().clock)
        try await log.append(contentsOf: (0..<8).map { .sample($0) })
        var kept = [try await log.checkpoint()]
        for part in 1..<count {
            try await log.append(contentsOf: (10 * part..<10 * part + 10).map { .sample($0) })
            kept.append(try await log.checkpoint())
        }
        return (scratch, kept)
    }
}
