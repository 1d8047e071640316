import AuditLog
import PostgreSQL

extension CollectorDoor {
    /// Cosigns a checkpoint of an enrolled log: `POST /add-checkpoint` (C2SP tlog-witness, as of July 2026: another root
    /// at the same size is 422).
    ///
    /// - Throws: what can't be answered for: `PostgreSQLError`.
    public func addCheckpoint(
        _ body: [UInt8], on database: @autoclosure () throws -> PostgreSQLConnection
    ) throws -> CollectorAnswer {
        let request: WitnessRequest
        do throws(IntakeRefusal) { request = try WitnessRequest(parsing: body) } catch { return error.answer }
        let connection: PostgreSQLConnection
        do { connection = try database() } catch let error as PostgreSQLError where error.isAway {
            return .databaseAway
        }
        return try answer(on: connection) { table in
            let address = LogTable.address(of: request.note.origin)
            let (log, checkpoint, signer) = try signedLog(at: address, request.note, in: table)
            try recordContact(log, in: table)
            let checkpoints = CheckpointTable(connection: connection, log: log.id)
            let newest = try checkpoints.newestCosigned()
            guard request.old == newest?.size ?? 0 else { return .plain(.conflict(size: newest?.size ?? 0)) }
            if let newest, newest.size == checkpoint.size, newest.root != checkpoint.root {
                let evidence = ForkEvidence(key: signer, smaller: newest, larger: checkpoint, hashes: [])
                try record(evidence, kind: "witness", of: log, in: table)
                return .plain(.refusal(422, "Another root was cosigned at this size."))
            }
            let isExtension = TreeProof.verifyConsistency(
                from: request.old, root: newest?.root ?? .emptyTree, to: checkpoint.size, root: checkpoint.root,
                proof: request.proof)
            guard isExtension, checkpoint.size > 0 || checkpoint.root == .emptyTree else {
                return .plain(
                    .refusal(422, "The proof doesn't lead from what was cosigned to this checkpoint."))
            }
            let line = try checkpoints.cosign(checkpoint, with: key, at: now(), after: cosigned.entry(log.origin))
            // Its events may be collected or not.
            return .cosigned(checkpoint, line: line, held: 0)
        }
    }

    /// The newest cosigned checkpoint with the desk's signature and ours: `GET /<address>/checkpoint`. Retired logs too.
    public func newestCheckpoint(
        address: [UInt8], on database: @autoclosure () throws -> PostgreSQLConnection
    ) throws -> CollectorAnswer {
        let connection: PostgreSQLConnection
        do { connection = try database() } catch let error as PostgreSQLError where error.isAway {
            return .databaseAway
        }
        return try answer(on: connection) { table in
            let rows = try connection.runPrepared(
                """
                select checkpoint.note, cosignature from checkpoint join log on log.id = checkpoint.log
                where log.address = $1 and cosignature is not null order by checkpoint.size desc limit 1
                """, [.bytes(address)])
            guard let row = rows.first else {
                return .plain(.refusal(404, "Nothing is cosigned of such a log."))
            }
            return .plain(CollectorAnswer(200, String(decoding: try row.bytes(0), as: UTF8.self) + (try row.text(1))))
        }
    }
}
