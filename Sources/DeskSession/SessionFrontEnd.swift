import JSON

/// The side of a session that faces people or a program.
public protocol SessionFrontEnd: Sendable {
    /// Shows one effect. A question is asked; readings and records are none of its business and come too, to be ignored.
    func show(_ effect: SessionEffect) async throws

    /// Something is being recorded. Not waited for, and nothing to show.
    func note(_ record: SessionRecord)

    /// All that came of one event has been shown.
    func settled() async throws

    /// The session has ended.
    func show(_ receipt: SessionReceipt) async throws

    /// Whether somebody is there who can take cards out after the end. False where the answers come from a file.
    var waitsForCardsOut: Bool { get }

    /// Answers, as they come. Ends when there will be no more.
    func answers() -> AsyncStream<SessionEvent>
}

extension SessionFrontEnd {
    public func note(_ record: SessionRecord) {}
    public func settled() async throws {}
}

/// What the operator takes away.
public struct SessionReceipt: Hashable, Sendable {
    public var session: String
    public var end: SessionEnd
    /// Nil when no checkpoint could be made.
    public var checkpoint: String?

    public init(session: String, end: SessionEnd, checkpoint: String?) {
        self.session = session
        self.end = end
        self.checkpoint = checkpoint
    }
}
