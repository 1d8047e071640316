import AuditLog
import PostgreSQL

/// Verifies many logs, two at a time: each on a connection and a thread of its own, and PostgreSQL reads for one while the
/// other's events are hashed.
public struct EstateVerification: Sendable {
    let settings: String
    let witness: [VerifierKey]
    let cosigned: CosignedFile?
    let mayExpire: Bool

    /// How many logs are read at once.
    static let connections = 2

    /// - Parameters:
    ///   - settings: a libpq connection string or address; a role that may read is enough.
    ///   - witness: the collector's own keys, where they are known from elsewhere than the database.
    ///   - cosigned: the file beside the key, where this user may read it.
    ///   - mayExpire: there is a retention, so bodies may be gone.
    public init(settings: String, witness: [VerifierKey], cosigned: CosignedFile?, mayExpire: Bool) {
        self.settings = settings
        self.witness = witness
        self.cosigned = cosigned
        self.mayExpire = mayExpire
    }

    /// Recomputes each log, as ``EstateReader/verify(_:witness:cosigned:mayExpire:)`` does. Cancelling gives up what the server is at.
    ///
    /// - Returns: in the order of the names.
    /// - Throws: ``EstateError``, ``CosignedFileError``, `PostgreSQLError`, `CancellationError`.
    public func run(_ origins: [String]) async throws -> [DeskVerification] {
        try await withThrowingTaskGroup(of: (Int, DatabaseWorker, DeskVerification).self) { group in
            var results: [Int: DeskVerification] = [:]
            for (index, origin) in origins.enumerated() {
                // A connection that is free takes the next one, however long the other one's log is.
                var free: DatabaseWorker?
                if index >= Self.connections, let done = try await group.next() {
                    results[done.0] = done.2
                    free = done.1
                }
                let worker: DatabaseWorker
                if let free { worker = free } else { worker = try await DatabaseWorker.connect(settings) }
                group.addTask { [witness, cosigned, mayExpire] in
                    let result = try await worker.perform {
                        try EstateReader($0).verify(
                            origin, witness: witness, cosigned: cosigned, mayExpire: mayExpire)
                    }
                    return (index, worker, result)
                }
            }
            for try await done in group { results[done.0] = done.2 }
            return origins.indices.compactMap { results[$0] }
        }
    }
}
