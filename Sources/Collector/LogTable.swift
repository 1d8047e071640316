import AuditLog
import Crypto
import Foundation
import Instants
import PostgreSQL

/// One enrolled log, as the database has it.
struct EnrolledLog {
    let id: Int64
    let origin: String
    let size: Int64
    let isRetired: Bool
    /// Newest first; the older ones with the size up to which they count.
    let keys: [(key: VerifierKey, countsTo: Int64?)]

    /// The key that signed a checkpoint and counts for its size.
    func signer(of checkpoint: Checkpoint) -> VerifierKey? {
        keys.first { key, countsTo in
            checkpoint.isSigned(by: key) && countsTo.map { checkpoint.size <= $0 } ?? true
        }?.key
    }
}

/// Logs in the database. Every call wants a transaction around it.
struct LogTable {
    let connection: PostgreSQLConnection

    /// SHA-256 of the origin: the log's address.
    static func address(of origin: String) -> [UInt8] { Array(SHA256.hash(data: Data(origin.utf8))) }

    /// The log, locked until the transaction ends: whoever else wants to add to it waits.
    func locked(address: [UInt8]) throws -> EnrolledLog? {
        let rows = try connection.runPrepared(
            "select id, origin, size, retired_at is not null from log where address = $1 for update", [.bytes(address)])
        guard let row = rows.first else { return nil }
        let id = try row.integer(0)
        return EnrolledLog(
            id: id, origin: try row.text(1), size: try row.integer(2), isRetired: try row.bool(3),
            keys: try keys(of: id))
    }

    private func keys(of log: Int64) throws -> [(key: VerifierKey, countsTo: Int64?)] {
        try connection.runPrepared(
            "select verifier_key, counts_to from log_key where log = $1 order by number desc", [.integer(log)]
        ).compactMap { row in
            let countsTo = row.isNull(1) ? nil : try row.integer(1)
            return VerifierKey(try row.text(0)).map { ($0, countsTo) }
        }
    }

    /// What is held, for comparing with a checkpoint of this size: of the checkpoints only those that can matter.
    func held(_ log: EnrolledLog, comparedAt size: Int64) throws -> HeldLog {
        let nodes = NodeTable(connection: connection, log: log.id)
        let checkpoints = try connection.runPrepared(
            """
            select note from checkpoint where log = $1 and (size >= $2
                or size = (select min(size) from checkpoint where log = $1 and size >= $3)) order by size, root
            """, [.integer(log.id), .integer(log.size), .integer(size)]
        ).compactMap { Checkpoint(parsing: String(decoding: try $0.bytes(0), as: UTF8.self)) }
        return HeldLog(size: log.size, checkpoints: checkpoints, node: nodes.hash)
    }
}

extension SQLValue {
    /// Seconds since 1970 as `timestamptz` has it: microseconds since 2000-01-01T00:00:00Z.
    static func instant(_ instant: UTCInstant) -> SQLValue {
        .timestamp(microseconds: (instant.secondsSince1970 - 946_684_800) * 1_000_000)
    }
}
