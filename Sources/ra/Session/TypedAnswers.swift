import DeskSession
import JSON
import Synchronization

/// Answers that are typed at a prompt.
final class TypedAnswers: AnswerSource {
    private struct Prompt {
        var question: Question?
        var isOver = false
    }

    private let input: AsyncStream<StandardInput.Typed>
    private let presentation: TextPresentation
    private let prompt = Mutex(Prompt())
    let waitsForCardsOut = true

    init(input: AsyncStream<StandardInput.Typed>, presentation: TextPresentation) {
        self.input = input
        self.presentation = presentation
    }

    func willAsk(_ question: Question) {
        prompt.withLock { $0.question = question }
    }

    func withdrawn() {
        prompt.withLock { $0.question = nil }
    }

    /// Where something was told beside a question, its prompt comes again.
    func settled() throws {
        if let question = prompt.withLock({ $0.question }) { try presentation.restorePrompt(for: question) }
    }

    func ended() {
        prompt.withLock { prompt in
            prompt.question = nil
            prompt.isOver = true
        }
    }

    func answers() -> AsyncStream<SessionEvent> {
        let (events, continuation) = AsyncStream<SessionEvent>.makeStream()
        let reading = Task { [input] in
            for await typed in input {
                presentation.lineWasTyped()
                if let event = event(typed: typed) { continuation.yield(event) }
            }
            // A terminal that is gone ends nothing by itself: the session can be taken up again.
            continuation.yield(.interrupted)
            continuation.finish()
        }
        continuation.onTermination = { _ in reading.cancel() }
        return events
    }

    /// What was typed can be typed again.
    func rejected(_ rejection: Rejection) {
        guard let question = prompt.withLock({ $0.question }) else { return }
        try? presentation.prompt(for: question)
    }

    private func event(typed: StandardInput.Typed) -> SessionEvent? {
        let (question, isOver) = prompt.withLock { ($0.question, $0.isOver) }
        if isOver { return .acknowledged }
        switch typed {
        case .line(let line): return event(line: line, question)
        case .several:
            return question.map { _ in
                .unreadableAnswer("Several lines came at once, so none was taken. Type one answer.")
            }
        case .end:
            try? presentation.write(["! Type stop to end the session. It goes on otherwise."])
            if let question { try? presentation.prompt(for: question) }
            return nil
        }
    }

    private func event(line: String, _ question: Question?) -> SessionEvent? {
        let word = line.lowercased().filter { $0 != " " }
        if ["stop", "quit", "q", "exit"].contains(word) { return .stopped }
        if word == "own" { return .answer(key: SessionKeys.ownCard, true) }
        // What was typed before a prompt stood is no answer to it.
        guard let question else { return nil }
        switch word {
        case "back": return .change(key: nil)
        case "change": return .chooseChange
        case "?", "help":
            help(question)
            return nil
        default: break
        }
        if let value = question.value(typed: line) { return .answer(key: question.key, value) }
        return .unreadableAnswer("Enter alone is no answer here. \(question.typedExpectation)")
    }

    /// A terminal that can't be written to ends the session at the next thing shown.
    private func help(_ question: Question) {
        try? presentation.help(question)
    }
}
