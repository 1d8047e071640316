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
    ///   - connection: as the service's role.
    /// - Returns: what to answer. With 200 and 202 everything is durable; with 503 nothing is known to be.
    /// - Throws: what can't be answered for: ``CollectorDamage``, `PostgreSQLError`.
    public func takeEntries(
        _ body: [UInt8], address: [UInt8], on connection: PostgreSQLConnection
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
        return try answer(on: connection) { table in
            let (log, checkpoint, key) = try signedLog(at: address, request.note, in: table)
            try recordContact(log, in: table)
            let held = try table.held(log, comparedAt: checkpoint.size)
            let decision = try IntakeDecision(request, checkpoint, by: key, held: held)
            if case .fork(let evidence) = decision {
                try record(evidence, kind: "entries", of: log, in: table)
                return .refusal(422, "This isn't the history that the log had before.")
            }
            if let earlier = try earlierAnswer(to: request, log, in: table) { return earlier }
            switch decision {
            case .fork: preconditionFailure("answered above")
            case .conflict: return .conflict(size: log.size)
            case .malformed(let reason): return .refusal(400, reason)
            case .store(let tree, let cosign):
                return try store(request, checkpoint, tree, cosign: cosign, log, in: table)
            }
        }
    }

    private func store(
        _ request: EntriesRequest, _ checkpoint: Checkpoint, _ tree: ExtendedTree, cosign: Bool, _ log: EnrolledLog,
        in table: LogTable
    ) throws -> CollectorAnswer {
        let connection = table.connection
        let rows = request.events.enumerated().lazy.map { offset, body -> [SQLValue] in
            let leaf = body.withUnsafeBytes(TreeHash.leaf).withUnsafeBytes(Array.init)
            let index = log.size + Int64(offset)
            return [.integer(log.id), .integer(index), .bytes(body), .bytes(leaf)] + EventColumns(body).values
        }
        try connection.copy(
            into: "event", columns: ["log", "index", "body", "leaf"] + EventColumns.names, rows: rows)
        try NodeTable(connection: connection, log: log.id).store(tree.added)
        try connection.runPrepared(
            "update log set size = $2 where id = $1", [.integer(log.id), .integer(tree.size)])
        let checkpoints = CheckpointTable(connection: connection, log: log.id)
        let answer: CollectorAnswer
        if cosign {
            answer = CollectorAnswer(200, try checkpoints.cosign(checkpoint, with: key, at: now()))
        } else {
            try checkpoints.store(checkpoint)
            answer = CollectorAnswer(202)
        }
        try connection.runPrepared(
            "insert into request (log, old, note_hash, status, answer) values ($1, $2, $3, $4, $5) on conflict do nothing",
            requestIdentity(request, log) + [.integer(Int64(answer.status)), .text(answer.body)])
        return answer
    }

    /// What the same request was answered before, when its answer may have been lost on the way.
    private func earlierAnswer(
        to request: EntriesRequest, _ log: EnrolledLog, in table: LogTable
    ) throws -> CollectorAnswer? {
        try table.connection.runPrepared(
            "select status, answer from request where log = $1 and old = $2 and note_hash = $3",
            requestIdentity(request, log)
        ).first.map { CollectorAnswer(Int(try $0.integer(0)), try $0.text(1)) }
    }

    private func requestIdentity(_ request: EntriesRequest, _ log: EnrolledLog) -> [SQLValue] {
        let hash = Array(SHA256.hash(data: Data(request.noteText.utf8)))
        return [.integer(log.id), .integer(request.old), .bytes(hash)]
    }
}
