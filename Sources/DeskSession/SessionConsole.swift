import JSON

/// A front end put together from a way to show things and a source of answers.
public struct SessionConsole: SessionFrontEnd {
    public let presentation: any SessionPresentation
    public let source: any AnswerSource
    /// Is told who the operator is, once the session knows; more than once.
    public var learn: @Sendable (_ operator: String) -> Void = { _ in }
    /// The session has ended; cards may still be in the readers.
    public var over: @Sendable () -> Void = {}
    private let saveTicket: @Sendable (SessionReceipt) -> String?

    /// - Parameters:
    ///   - presentation: shows what happens in the session.
    ///   - source: answers the questions.
    ///   - saveTicket: keeps a ticket's text; the file that holds it then, or nil.
    public init(
        presentation: any SessionPresentation, source: any AnswerSource,
        saveTicket: @escaping @Sendable (SessionReceipt) -> String? = { _ in nil }
    ) {
        self.presentation = presentation
        self.source = source
        self.saveTicket = saveTicket
    }

    public func show(_ effect: SessionEffect) async throws {
        // Before the prompt is seen, so that nobody can be too fast for it.
        if case .ask(let question) = effect { source.willAsk(question) }
        try presentation.present(effect)
        switch effect {
        case .ask(let question): source.asked(question)
        case .raised, .wait, .changed: source.withdrawn()
        case .rejected(let rejection): source.rejected(rejection)
        default: break
        }
    }

    public func settled() async throws { try source.settled() }

    public func show(_ receipt: SessionReceipt) async throws {
        source.ended()
        over()
        try presentation.present(receipt, ticket: saveTicket(receipt))
    }

    public func note(_ record: SessionRecord) {
        if let uuid = record.operatorUUID { learn(uuid) }
    }

    public var waitsForCardsOut: Bool { source.waitsForCardsOut }

    public func answers() -> AsyncStream<SessionEvent> { source.answers() }
}

/// How a session looks: text for people, or JSON Lines for programs.
public protocol SessionPresentation: Sendable {
    func present(_ effect: SessionEffect) throws
    /// - Parameters:
    ///   - receipt: how the session came out.
    ///   - ticket: the file that the ticket's text is in; nil where there is none.
    func present(_ receipt: SessionReceipt, ticket: String?) throws
}

/// Where answers come from: a terminal, a program, a file.
public protocol AnswerSource: Sendable {
    func willAsk(_ question: Question)
    func asked(_ question: Question)
    /// The session was stopped; the question comes again.
    func withdrawn()
    /// The last answer was not taken; the question stands.
    func rejected(_ rejection: Rejection)
    /// All that came of one event has been shown.
    func settled() throws
    /// The session has ended.
    func ended()
    /// Somebody is there who can take cards out after the end.
    var waitsForCardsOut: Bool { get }
    func answers() -> AsyncStream<SessionEvent>
}

extension AnswerSource {
    public func willAsk(_ question: Question) {}
    public func asked(_ question: Question) {}
    public func rejected(_ rejection: Rejection) {}
    public func settled() throws {}
    public func ended() {}
}

/// A session as JSON Lines for programs.
public struct ConversationPresentation: SessionPresentation {
    private let write: @Sendable (_ line: String) throws -> Void

    /// - Parameter write: takes a line without its line feed.
    public init(write: @escaping @Sendable (_ line: String) throws -> Void) {
        self.write = write
    }

    public func present(_ effect: SessionEffect) throws {
        guard let object = ConversationObject.of(effect) else { return }
        try write(object.line())
    }

    public func present(_ receipt: SessionReceipt, ticket: String?) throws {
        try write(ConversationObject.of(receipt).line())
    }
}
