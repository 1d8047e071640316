import DeskSession
import JSON

/// A front end put together from a way to show things and a source of answers.
struct SessionConsole: SessionFrontEnd {
    let presentation: any SessionPresentation
    let source: any AnswerSource

    func show(_ effect: SessionEffect) async throws {
        try presentation.present(effect)
        switch effect {
        case .ask(let question): source.asked(question)
        case .raised, .wait, .changed: source.withdrawn()
        case .rejected(let rejection): source.rejected(rejection)
        default: break
        }
    }

    func show(_ receipt: SessionReceipt) async throws {
        source.ended()
        try presentation.present(receipt)
    }

    var waitsForCardsOut: Bool { source.waitsForCardsOut }

    func answers() -> AsyncStream<SessionEvent> { source.answers() }
}

/// How a session looks: text for people, or JSON Lines for programs.
protocol SessionPresentation: Sendable {
    func present(_ effect: SessionEffect) throws
    func present(_ receipt: SessionReceipt) throws
}

/// Where answers come from: a terminal, a program, a file.
protocol AnswerSource: Sendable {
    func asked(_ question: Question)
    /// The session was stopped; the question comes again.
    func withdrawn()
    /// The last answer was not taken; the question stands.
    func rejected(_ rejection: Rejection)
    /// The session has ended.
    func ended()
    /// Somebody is there who can take cards out after the end.
    var waitsForCardsOut: Bool { get }
    func answers() -> AsyncStream<SessionEvent>
}

extension AnswerSource {
    func rejected(_ rejection: Rejection) {}
    func ended() {}
}

struct ConversationPresentation: SessionPresentation {
    let output: Output

    func present(_ effect: SessionEffect) throws {
        guard let object = ConversationObject.of(effect) else { return }
        try output.line(object.line())
    }

    func present(_ receipt: SessionReceipt) throws {
        try output.line(ConversationObject.of(receipt).line())
    }
}
