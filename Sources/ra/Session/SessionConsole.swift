import DeskSession
import JSON

/// A front end put together from a way to show things and a source of answers.
struct SessionConsole: SessionFrontEnd {
    let presentation: any SessionPresentation
    let source: any AnswerSource
    let ticket: TicketFile

    func show(_ effect: SessionEffect) async throws {
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

    func settled() async throws { try source.settled() }

    func show(_ receipt: SessionReceipt) async throws {
        source.ended()
        try presentation.present(receipt, ticket: ticket.save(receipt))
    }

    var waitsForCardsOut: Bool { source.waitsForCardsOut }

    func answers() -> AsyncStream<SessionEvent> { source.answers() }
}

/// How a session looks: text for people, or JSON Lines for programs.
protocol SessionPresentation: Sendable {
    func present(_ effect: SessionEffect) throws
    /// - Parameter ticket: the file that the ticket's text is in.
    func present(_ receipt: SessionReceipt, ticket: String?) throws
}

/// Where answers come from: a terminal, a program, a file.
protocol AnswerSource: Sendable {
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
    func willAsk(_ question: Question) {}
    func asked(_ question: Question) {}
    func rejected(_ rejection: Rejection) {}
    func settled() throws {}
    func ended() {}
}

struct ConversationPresentation: SessionPresentation {
    let output: Output

    func present(_ effect: SessionEffect) throws {
        guard let object = ConversationObject.of(effect) else { return }
        try output.line(object.line())
    }

    func present(_ receipt: SessionReceipt, ticket: String?) throws {
        try output.line(ConversationObject.of(receipt).line())
    }
}
