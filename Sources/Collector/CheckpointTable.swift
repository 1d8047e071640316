import AuditLog
import Instants
import PostgreSQL

/// The checkpoints that desks signed, of one log, and our cosignatures on them.
struct CheckpointTable {
    let connection: PostgreSQLConnection
    let log: Int64

    /// The largest that was cosigned; nil where none was.
    func newestCosigned() throws -> Checkpoint? {
        try connection.runPrepared(
            "select note from checkpoint where log = $1 and cosignature is not null order by size desc limit 1",
            [.integer(log)]
        ).first.flatMap { Checkpoint(parsing: String(decoding: try $0.bytes(0), as: UTF8.self)) }
    }

    func isCosigned(size: Int64, root: TreeHash) throws -> Bool {
        try connection.runPrepared(
            """
            select 1::int8 from checkpoint where log = $1 and size = $2 and root = $3 and cosignature is not null
            """, [.integer(log), .integer(size), .bytes(root.withUnsafeBytes(Array.init))]
        ).count > 0
    }

    /// Puts back what a restored database has lost: a checkpoint with the desk's signature and our cosignature.
    func putBack(_ note: String, key: VerifierKey) throws {
        guard let both = Checkpoint(parsing: note),
            let ours = both.signedNote.signatures.last(where: { $0.names(key) }),
            let cosignature = Cosignature(ours.bytes)
        else { throw CollectorDamage.cosignedNote(note) }
        let own = SignedNote(
            text: both.signedNote.text, signatures: both.signedNote.signatures.filter { $0 != ours })
        try insert(both, note: own.note, line: ours.line, seconds: cosignature.seconds)
    }

    /// Keeps a checkpoint that isn't cosigned.
    func store(_ checkpoint: Checkpoint) throws {
        try connection.runPrepared(
            "insert into checkpoint (log, size, root, note) values ($1, $2, $3, $4) on conflict do nothing",
            identity(of: checkpoint) + [.bytes(Array(checkpoint.note.utf8))])
    }

    /// Cosigns a checkpoint and keeps both. The times of one log never go back, whatever the clock does.
    ///
    /// - Parameters:
    ///   - checkpoint: signed by the desk.
    ///   - key: the witness's.
    ///   - now: the clock.
    ///   - kept: what the file beside the key has of the log.
    /// - Returns: the signature's line.
    func cosign(
        _ checkpoint: Checkpoint, with key: SigningKey, at now: UTCInstant, after kept: CosignedFile.Entry?
    ) throws -> String {
        let last = try lastTime(key.verifierKey, kept) ?? 0
        // Who could make the times jump would have every later one jump with them.
        guard last <= now.secondsSince1970 + UTCInstant.secondsPerDay else {
            throw CollectorDamage.cosignedAhead(log: log, UTCInstant(secondsSince1970: last))
        }
        let seconds = max(now.secondsSince1970, last)
        let line = try key.cosign(checkpoint.signedNote.text, seconds: seconds).line
        try insert(checkpoint, note: checkpoint.note, line: line, seconds: seconds)
        return line
    }

    /// The latest time that the key itself signed: the largest cosigned checkpoint's, in the database or the file. The
    /// column is no more than what somebody wrote there.
    private func lastTime(_ key: VerifierKey, _ kept: CosignedFile.Entry?) throws -> Int64? {
        let newest = try connection.runPrepared(
            """
            select \(KeptCheckpoint.columns) from checkpoint where log = $1 and cosignature is not null
            order by size desc limit 1
            """, [.integer(log)]
        ).first.map { try KeptCheckpoint($0) }.map { $0.note + ($0.cosignature ?? "") }
        return Set([newest, kept?.note].compactMap { $0 })
            .compactMap { Checkpoint(parsing: $0)?.cosigned(by: key) }.max()
    }

    /// One row for a size and root, whatever else was signed with them: a note over another text gives way together with
    /// its cosignature, so that the two always fit. One over the same text stays, whoever signed it.
    private func insert(_ checkpoint: Checkpoint, note: String, line: String, seconds: Int64) throws {
        let signed = Array((checkpoint.signedNote.text + "\n").utf8)
        try connection.runPrepared(
            """
            insert into checkpoint (log, size, root, note, cosigned_at, cosignature) values ($1, $2, $3, $4, $5, $6)
            on conflict (log, size, root) do update set cosigned_at = $5, cosignature = $6,
                note = case when substring(checkpoint.note from 1 for length($7)) = $7 then checkpoint.note else $4 end
                where checkpoint.cosigned_at is null or checkpoint.cosigned_at < $5
            """,
            identity(of: checkpoint) + [.bytes(Array(note.utf8)), .integer(seconds), .text(line), .bytes(signed)])
    }

    private func identity(of checkpoint: Checkpoint) -> [SQLValue] {
        [.integer(log), .integer(checkpoint.size), .bytes(checkpoint.root.withUnsafeBytes(Array.init))]
    }
}
