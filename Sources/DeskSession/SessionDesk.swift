import CardIdentity

/// What the loop needs of the readers: what happens at them, and a card read.
public protocol SessionDesk: Sendable {
    /// What happens, beginning with everything that is there (`SessionEvent.desk`). Ends when the task is cancelled.
    func events() -> AsyncStream<SessionEvent>

    /// Reads the card of that insertion and no other. Blocks no thread of the cooperative pool; holds no transaction
    /// when it returns. A card that can't be read gives a report that says so.
    func read(reader: String, epoch: UInt64) async -> CardReport
}
