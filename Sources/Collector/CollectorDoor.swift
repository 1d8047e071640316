import AuditLog
import Instants
import PostgreSQL

/// What both doors of the collector stand on: the one that takes events, and the witness's.
public struct CollectorDoor: Sendable {
    /// The witness's key, of algorithm `SignatureAlgorithm.cosignature`.
    let key: SigningKey
    let now: @Sendable () -> UTCInstant

    /// - Parameters:
    ///   - key: of algorithm `SignatureAlgorithm.cosignature`.
    ///   - now: the clock, read for each cosignature.
    public init(key: SigningKey, now: @escaping @Sendable () -> UTCInstant) {
        precondition(key.verifierKey.algorithm == .cosignature, "a witness signs cosignatures")
        self.key = key
        self.now = now
    }

    /// Answers in one transaction: what is answered is durable, and of two requests for one log one comes after the other.
    ///
    /// - Throws: ``CollectorDamage``, and `PostgreSQLError` where the fault is neither the request's nor the server's
    ///   being away.
    func answer(
        on connection: PostgreSQLConnection, _ body: (LogTable) throws -> CollectorAnswer
    ) throws -> CollectorAnswer {
        do {
            return try connection.transaction { try body(LogTable(connection: connection)) }
        } catch let refusal as IntakeRefusal {
            return refusal.answer
        } catch let error as PostgreSQLError where error.isUnavailable || error.state?.mayBeRetried == true {
            return .databaseAway
        }
    }

    /// The enrolled log and the key that signed the checkpoint.
    func signedLog(
        at address: [UInt8], _ note: RequestNote, in table: LogTable
    ) throws -> (log: EnrolledLog, checkpoint: Checkpoint, key: VerifierKey) {
        guard let log = try table.locked(address: address) else { throw IntakeRefusal.notEnrolled }
        guard let checkpoint = note.checkpoint, let key = log.signer(of: checkpoint) else {
            throw IntakeRefusal.notSigned("The checkpoint isn't signed by this log's key.")
        }
        guard !log.isRetired else { throw IntakeRefusal.notSigned("This log is retired.") }
        return (log, checkpoint, key)
    }

    /// Keeps what proves that a log has two histories, once.
    func record(_ evidence: ForkEvidence?, kind: String, of log: EnrolledLog, in table: LogTable) throws {
        guard let evidence else { return }
        try table.connection.runPrepared(
            "insert into fork (log, at, kind, evidence) values ($1, $2, $3, $4) on conflict do nothing",
            [.integer(log.id), .instant(now()), .text(kind), .text(evidence.text)])
    }

    func recordContact(_ log: EnrolledLog, in table: LogTable) throws {
        try table.connection.runPrepared(
            "update log set last_contact = $2 where id = $1", [.integer(log.id), .instant(now())])
    }
}
