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
    /// Somebody signed another history of what isn't cosigned yet.
    let isDisputed: Bool
    /// Newest first; the older ones with the size up to which they count.
    let keys: [(key: VerifierKey, countsTo: Int64?)]

    /// The key that signed a checkpoint and counts for its size. Nil also where a line of any key of this log doesn't hold:
    /// one good line beside it doesn't help (C2SP tlog-witness, since May 2026).
    func signer(of checkpoint: Checkpoint) -> VerifierKey? {
        let signatures = checkpoint.signedNote.signatures
        let holds = keys.allSatisfy { key, _ in
            checkpoint.isSigned(by: key) || !signatures.contains { $0.names(key) }
        }
        guard holds else { return nil }
        return keys.first { key, countsTo in
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
    func locked(address: [UInt8]) throws -> EnrolledLog? { try log(address, " for update") }

    /// The log as it stands, to be looked at alone: a database that takes no writing locks nothing either.
    func read(address: [UInt8]) throws -> EnrolledLog? { try log(address, "") }

    private func log(_ address: [UInt8], _ locking: String) throws -> EnrolledLog? {
        let rows = try connection.runPrepared(
            "select id, origin, size, retired_at is not null, disputed from log where address = $1\(locking)",
            [.bytes(address)])
        guard let row = rows.first else { return nil }
        let id = try row.integer(0)
        return EnrolledLog(
            id: id, origin: try row.text(1), size: try row.integer(2), isRetired: try row.bool(3),
            isDisputed: try row.bool(4), keys: try keys(of: id))
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
        let settled = try connection.runPrepared(
            """
            select coalesce(max(size), 0) from checkpoint where log = $1 and cosignature is not null and size <= $2
            """, [.integer(log.id), .integer(log.size)])[0].integer(0)
        let checkpoints = try connection.runPrepared(
            """
            select note from checkpoint where log = $1 and (size >= $2 or size > $4
                or size = (select min(size) from checkpoint where log = $1 and size >= $3)) order by size, root
            """, [.integer(log.id), .integer(log.size), .integer(size), .integer(settled)]
        ).compactMap { Checkpoint(parsing: String(decoding: try $0.bytes(0), as: UTF8.self)) }
        return HeldLog(
            size: log.size, settled: settled, isDisputed: log.isDisputed, checkpoints: checkpoints, node: nodes.hash)
    }

    func setDisputed(_ log: EnrolledLog, _ isDisputed: Bool) throws {
        try connection.runPrepared(
            "update log set disputed = $2 where id = $1", [.integer(log.id), .bool(isDisputed)])
    }

    /// The new size, and what the status says of the events that were added.
    func setSize(_ log: EnrolledLog, _ size: Int64, after added: [EventColumns]) throws {
        let before = try connection.runPrepared("select latest_time from log where id = $1", [.integer(log.id)])[0]
        var latest = before.isNull(0) ? nil : UTCInstant(postgreSQL: try before.timestamp(0))
        var wentBack = false
        for columns in added {
            wentBack = wentBack || columns.saysClockWentBack
            guard let time = columns.time else { continue }
            if let latest, time < latest { wentBack = true }
            latest = max(latest ?? time, time)
        }
        let ruleSet = added.last { $0.ruleSet != nil }?.ruleSet
        try connection.runPrepared(
            """
            update log set size = $2, latest_time = coalesce($3::timestamptz, latest_time),
                rule_set = coalesce($4::text, rule_set), clock_went_back = clock_went_back or $5 where id = $1
            """,
            [
                .integer(log.id), .integer(size), latest.map(SQLValue.instant) ?? .null,
                ruleSet.map(SQLValue.text) ?? .null, .bool(wentBack),
            ])
    }

    /// What the key's file says was cosigned of the log and this database doesn't hold comes back: it was restored from an
    /// older copy.
    func putBack(_ entry: CosignedFile.Entry, of log: EnrolledLog, key: VerifierKey) throws {
        let checkpoints = CheckpointTable(connection: connection, log: log.id)
        let isThere = try checkpoints.isCosigned(size: entry.size, root: entry.root)
        if !isThere { try checkpoints.putBack(entry.note, key: key) }
        guard !isThere || entry.held > log.size else { return }
        try connection.runPrepared(
            "update log set restored_to = greatest(restored_to, $2) where id = $1",
            [.integer(log.id), .integer(isThere ? entry.held : entry.size)])
    }
}

extension SQLValue {
    /// Seconds since 1970 as `timestamptz` has it: microseconds since 2000-01-01T00:00:00Z.
    static func instant(_ instant: UTCInstant) -> SQLValue {
        .timestamp(microseconds: (instant.secondsSince1970 - 946_684_800) * 1_000_000)
    }
}

extension UTCInstant {
    /// From microseconds since 2000-01-01T00:00:00Z.
    init(postgreSQL microseconds: Int64) {
        self.init(secondsSince1970: Int64((Double(microseconds) / 1_000_000).rounded(.down)) + 946_684_800)
    }
}
