import AuditLog
import Instants
import PostgreSQL

/// What both doors of the collector stand on: the one that takes events, and the witness's.
public struct CollectorDoor: Sendable {
    /// The witness's key, of algorithm `SignatureAlgorithm.cosignature`.
    let key: SigningKey
    /// What was cosigned last of each log, beside the key.
    let cosigned: CosignedFile
    let now: @Sendable () -> UTCInstant

    /// - Parameters:
    ///   - key: of algorithm `SignatureAlgorithm.cosignature`.
    ///   - cosigned: the file beside the key.
    ///   - now: the clock, read for each cosignature.
    public init(key: SigningKey, cosigned: CosignedFile, now: @escaping @Sendable () -> UTCInstant) {
        precondition(key.verifierKey.algorithm == .cosignature, "a witness signs cosignatures")
        self.key = key
        self.cosigned = cosigned
        self.now = now
    }

    /// A log's address: SHA-256 of its origin.
    public static func address(of origin: String) -> [UInt8] { LogTable.address(of: origin) }

    /// Answers in one transaction: what is answered is durable, and of two requests for one log one comes after the other.
    /// A cosignature is kept beside the key before it is answered.
    ///
    /// - Throws: ``CollectorDamage``, ``CosignedFileError`` where the file can't be read, and `PostgreSQLError` where the
    ///   fault is neither the request's nor the server's being away.
    func answer(
        on connection: PostgreSQLConnection, _ body: (LogTable) throws -> IntakeAnswer
    ) throws -> CollectorAnswer {
        do {
            let answer = try connection.transaction { try body(LogTable(connection: connection)) }
            if let checkpoint = answer.cosigned { try cosigned.keep(checkpoint, held: answer.held) }
            return answer.toBeSent
        } catch let refusal as IntakeRefusal {
            return refusal.answer
        } catch let error as PostgreSQLError where error.isAway {
            return .databaseAway
        } catch let error as PostgreSQLError where error.state?.errorClass == "54" {
            return .refusal(413, "The request has something that is larger than the database takes.")
        } catch CosignedFileError.notWritten {
            return .notKept
        }
    }

    /// The enrolled log and the key that signed the checkpoint.
    func signedLog(
        at address: [UInt8], _ note: RequestNote, in table: LogTable
    ) throws -> (log: EnrolledLog, checkpoint: Checkpoint, key: VerifierKey) {
        // First without locking: what is refused for these reasons is refused by a database that takes no writing too, and
        // keeps nobody waiting.
        _ = try accepted(try table.read(address: address), note)
        let (log, checkpoint, key) = try accepted(try table.locked(address: address), note)
        if let entry = try cosigned.entry(log.origin) { try table.putBack(entry, of: log, key: self.key.verifierKey) }
        return (log, checkpoint, key)
    }

    private func accepted(
        _ log: EnrolledLog?, _ note: RequestNote
    ) throws(IntakeRefusal) -> (log: EnrolledLog, checkpoint: Checkpoint, key: VerifierKey) {
        guard let log else { throw .notEnrolled }
        guard let checkpoint = note.checkpoint, let key = log.signer(of: checkpoint) else {
            throw .notSigned("The checkpoint isn't signed by this log's key.")
        }
        guard !log.isRetired else { throw .notSigned("This log is retired.") }
        return (log, checkpoint, key)
    }

    /// Keeps what proves that a log has two histories, once.
    func record(_ evidence: ForkEvidence?, kind: String, of log: EnrolledLog, in table: LogTable) throws {
        guard let evidence else { return }
        try table.connection.runPrepared(
            "insert into fork (log, at, kind, evidence) values ($1, $2, $3, $4) on conflict do nothing",
            [.integer(log.id), .instant(now()), .text(kind), .text(evidence.text)])
    }

    /// Before the first request: what the key's file says was cosigned and this database doesn't hold comes back, and the
    /// key is noted for whoever verifies.
    ///
    /// - Parameters:
    ///   - connection: as the service's role.
    ///   - isRestored: somebody said that the database was restored, or made anew.
    /// - Throws: ``CollectorStartError``, ``CosignedFileError``, ``CollectorDamage``, `PostgreSQLError`
    public func begin(on connection: PostgreSQLConnection, isRestored: Bool) throws {
        try connection.transaction {
            let isEmpty = try connection.run(
                "select not exists (select from event) and not exists (select from checkpoint)")[0].bool(0)
            if isEmpty, !isRestored, try cosigned.namesALog() { throw CollectorStartError.emptyDatabase }
            let isMissing = cosigned.isMissing
            if isMissing, !isRestored, try !newestOwn(connection).isEmpty {
                throw CollectorStartError.fileMissing(cosigned.path)
            }
            let table = LogTable(connection: connection)
            let addresses = try connection.run("select address, origin from log order by id").map {
                (try $0.bytes(0), try $0.text(1))
            }
            for (address, origin) in addresses {
                guard let entry = try cosigned.entry(origin), let log = try table.locked(address: address) else {
                    continue
                }
                try table.putBack(entry, of: log, key: key.verifierKey)
            }
            try connection.run(
                "insert into witness_key values ($1) on conflict do nothing", [.text(key.verifierKey.text)])
            // One that is made anew guards every log at once.
            if isMissing {
                for (checkpoint, size) in try newestOwn(connection) {
                    try cosigned.keep(checkpoint, held: checkpoint.size <= size ? checkpoint.size : 0)
                }
                try cosigned.makeWhereMissing()
            }
        }
    }

    /// Each log's largest checkpoint that this key cosigned, as the database has it, with how many events are held.
    private func newestOwn(
        _ connection: PostgreSQLConnection
    ) throws -> some Collection<(checkpoint: Checkpoint, held: Int64)> {
        let rows = try connection.run(
            """
            select distinct on (checkpoint.log) origin, log.size, \(KeptCheckpoint.columns)
            from checkpoint join log on log.id = checkpoint.log where cosignature is not null
            order by checkpoint.log, checkpoint.size desc
            """
        ).map { (origin: try $0.text(0), held: try $0.integer(1), kept: try KeptCheckpoint($0, at: 2)) }
        return rows.lazy.compactMap { row in
            guard let checkpoint = row.kept.checkpoint(of: row.origin), checkpoint.cosigned(by: key.verifierKey) != nil
            else { return nil }
            return (checkpoint, row.held)
        }
    }

    func recordContact(_ log: EnrolledLog, in table: LogTable) throws {
        try table.connection.runPrepared(
            "update log set last_contact = $2 where id = $1", [.integer(log.id), .instant(now())])
    }
}

/// An answer, and what was cosigned for it.
struct IntakeAnswer {
    let toBeSent: CollectorAnswer
    /// With the desk's signature and ours.
    var cosigned: Checkpoint?
    /// So many events are held, and all of them cosigned; 0 where that isn't known.
    var held: Int64 = 0

    static func plain(_ answer: CollectorAnswer) -> IntakeAnswer { IntakeAnswer(toBeSent: answer) }

    /// 200 with our line under the checkpoint.
    static func cosigned(_ checkpoint: Checkpoint, line: String, held: Int64) -> IntakeAnswer {
        IntakeAnswer(
            toBeSent: CollectorAnswer(200, line), cosigned: Checkpoint(parsing: checkpoint.note + line), held: held)
    }
}

extension PostgreSQLError {
    /// True where the same request may be answered otherwise later: the server is away, full, takes no writing, is too slow,
    /// or had to undo what was asked.
    var isAway: Bool {
        isUnavailable || self == .rolledBack || state?.mayBeRetried == true || state == .queryCanceled
            || state == .lockNotAvailable
    }
}

/// Why a collector doesn't begin.
public enum CollectorStartError: Error, Hashable, Sendable {
    /// The database is empty and the key isn't new: the witness would sign a second history of each log.
    case emptyDatabase
    /// The file beside the key is gone, whose path this is, and the key has cosigned what the database holds.
    case fileMissing(String)
}
