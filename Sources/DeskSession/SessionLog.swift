/// What the loop needs of the audit log.
public protocol SessionLog: Sendable {
    /// Makes the event durable before it returns. Blocks no thread of the cooperative pool.
    func append(_ record: SessionRecord) async throws

    /// Where events are best appended; nil where it doesn't matter.
    var executor: (any TaskExecutor)? { get }

    /// The session has ended: a checkpoint over the log.
    ///
    /// - Returns: its short code.
    func checkpoint() async throws -> String
}

extension SessionLog {
    public var executor: (any TaskExecutor)? { nil }
}
