import AuditLog

/// Records in the log that the collector has another history of it.
struct ForkRecorder {
    let log: AuditLog
    let reader: LogReader
    /// The collector's witness key.
    let key: VerifierKey

    /// Once for each answer that differs from the one before: a timer would fill the log otherwise.
    ///
    /// - Parameters:
    ///   - reason: what the answer was.
    ///   - old: what was sent as the size last acknowledged.
    ///   - size: of the checkpoint that was sent.
    ///   - held: the size that the collector says it holds.
    /// - Throws: `AuditLogError`
    func record(_ reason: CollectorForked.Reason, old: Int64, size: Int64, held: Int64?) async throws {
        let collector = key.nameInEvents
        if let standing = try await reader.standing(of: key).fork,
            let last = try await reader.event(standing).logged().details as? CollectorForked,
            (last.collector, last.reason, last.held) == (collector, reason, held)
        {
            return
        }
        try await log.append(
            AuditEvent(CollectorForked(collector: collector, reason: reason, old: old, size: size, held: held)))
    }
}

extension VerifierKey {
    /// As events name a collector: an `@` would look like an address there.
    var nameInEvents: String { name.contains("@") ? String(id, radix: 16) : name }
}
