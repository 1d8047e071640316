import AuditLog
import Crypto
import Foundation
import PostgreSQL

extension CollectorDoor {
    /// Takes events in: `POST /v1/logs/<address>/entries`.
    ///
    /// - Parameters:
    ///   - body: unpacked.
    ///   - address: SHA-256 of the log's origin, as the request's path has it.
    ///   - database: a connection as the service's role; not asked for where the body is malformed.
    /// - Returns: what to answer. With 200 and 202 everything is durable; with 503 nothing is known to be.
    /// - Throws: what can't be answered for: ``CollectorDamage``, `PostgreSQLError`.
    public func takeEntries(
        _ body: [UInt8], address: [UInt8], on database: @autoclosure () throws -> PostgreSQLConnection
    ) throws -> CollectorAnswer {
        let request: EntriesRequest
        do throws(IntakeRefusal) {
            request = try EntriesRequest(parsing: body)
            guard LogTable.address(of: request.note.origin) == address else {
                throw IntakeRefusal.malformed("The note is of another log than the address.")
            }
        } catch {
            return error.answer
        }
        let connection: PostgreSQLConnection
        do { connection = try database() } catch let error as PostgreSQLError where error.isAway {
            return .databaseAway
        }
        return try answer(on: connection) { table in
            let (log, checkpoint, key) = try signedLog(at: address, request.note, in: table)
            try recordContact(log, in: table)
            let held = try table.held(log, comparedAt: checkpoint.size)
            let decision = try IntakeDecision(request, checkpoint, by: key, held: held)
            if case .fork(let evidence) = decision {
                try record(evidence, kind: "entries", of: log, in: table)
                if evidence != nil, held.settled < held.size { try table.setDisputed(log, true) }
                return .plain(.refusal(422, "This isn't the history that the log had before."))
            }
            if let earlier = try earlierAnswer(to: request, checkpoint, log, in: table) { return earlier }
            switch decision {
            case .fork: preconditionFailure("answered above")
            case .conflict:
                // What is held may be another's: the desk is asked for all that isn't cosigned.
                return .plain(.conflict(size: log.isDisputed && request.old != held.settled ? held.settled : log.size))
            case .malformed(let reason): return .plain(.refusal(400, reason))
            case .store(let tree, let cosign):
                return try store(request, checkpoint, tree, cosign: cosign, log, in: table)
            case .replace(let tree, let cosign, let evidence):
                for evidence in evidence { try record(evidence, kind: "entries", of: log, in: table) }
                try connection.runPrepared(
                    "select remove_uncosigned($1, $2)::text", [.integer(log.id), .integer(request.old)])
                try table.setDisputed(log, false)
                return try store(request, checkpoint, tree, cosign: cosign, log, in: table)
            }
        }
    }

    /// Whether a log is enrolled there, before much of a request is read. Blocks.
    ///
    /// - Parameters:
    ///   - address: SHA-256 of the log's origin.
    ///   - database: as the service's role.
    /// - Returns: 200, 404, or 503 where the database is away.
    /// - Throws: as ``takeEntries(_:address:on:)``.
    public func knows(
        address: [UInt8], on database: @autoclosure () throws -> PostgreSQLConnection
    ) throws -> CollectorAnswer {
        let connection: PostgreSQLConnection
        do { connection = try database() } catch let error as PostgreSQLError where error.isAway {
            return .databaseAway
        }
        return try answer(on: connection) { table in
            guard try table.read(address: address) != nil else { throw IntakeRefusal.notEnrolled }
            return .plain(CollectorAnswer(200))
        }
    }

    private func store(
        _ request: EntriesRequest, _ checkpoint: Checkpoint, _ tree: ExtendedTree, cosign: Bool, _ log: EnrolledLog,
        in table: LogTable
    ) throws -> IntakeAnswer {
        let connection = table.connection
        let columns = request.events.map { EventColumns($0) }
        let rows = zip(request.events, columns).enumerated().lazy.map { offset, event -> [SQLValue] in
            let index = request.old + Int64(offset)
            let leaf = tree.leaf(index).withUnsafeBytes(Array.init)
            return [.integer(log.id), .integer(index), .bytes(Array(event.0)), .bytes(leaf)] + event.1.values
        }
        try connection.copy(
            into: "event", columns: ["log", "index", "body", "leaf"] + EventColumns.names, rows: rows)
        try NodeTable(connection: connection, log: log.id).store(tree.added)
        try table.setSize(log, tree.size, after: columns)
        let checkpoints = CheckpointTable(connection: connection, log: log.id)
        let answer: IntakeAnswer
        if cosign {
            let line = try checkpoints.cosign(
                checkpoint, with: key, at: now(), after: cosigned.entry(log.origin))
            answer = .cosigned(checkpoint, line: line, held: tree.size)
            if log.isDisputed { try table.setDisputed(log, false) }
        } else {
            try checkpoints.store(checkpoint)
            answer = .plain(CollectorAnswer(202))
        }
        try connection.runPrepared(
            """
            insert into request (log, old, note_hash, status, answer) values ($1, $2, $3, $4, $5)
            on conflict (log, old, note_hash) do update set status = $4, answer = $5
            """,
            requestIdentity(request, log) + [.integer(Int64(answer.toBeSent.status)), .text(answer.toBeSent.body)])
        return answer
    }

    /// What the same request was answered before, when its answer may have been lost on the way.
    private func earlierAnswer(
        to request: EntriesRequest, _ checkpoint: Checkpoint, _ log: EnrolledLog, in table: LogTable
    ) throws -> IntakeAnswer? {
        try table.connection.runPrepared(
            "select status, answer from request where log = $1 and old = $2 and note_hash = $3",
            requestIdentity(request, log)
        ).first.map {
            let (status, text) = (Int(try $0.integer(0)), try $0.text(1))
            return status == 200
                ? .cosigned(checkpoint, line: text, held: checkpoint.size) : .plain(CollectorAnswer(status, text))
        }
    }

    private func requestIdentity(_ request: EntriesRequest, _ log: EnrolledLog) -> [SQLValue] {
        let hash = Array(SHA256.hash(data: Data(request.noteText.utf8)))
        return [.integer(log.id), .integer(request.old), .bytes(hash)]
    }
}
