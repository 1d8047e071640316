import DeskSession
import Foundation
import Handbook
import JSON
import Synchronization

/// Answers from a file or a scenario.
final class SuppliedAnswers: AnswerSource {
    private let supply: AnswerSupply
    /// What the supply is called in a complaint.
    private let name: String
    /// How long an answer takes, so that what a scenario does at a question happens first.
    private let delay: Duration
    /// Shows what is answered, where people read along.
    private let echo: @Sendable (String) -> Void
    private let events: AsyncStream<SessionEvent>
    private let continuation: AsyncStream<SessionEvent>.Continuation
    private let pending = Mutex<Task<Void, Never>?>(nil)
    let waitsForCardsOut = false

    init(
        _ supply: AnswerSupply, name: String, delay: Duration = .zero,
        echo: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.supply = supply
        self.echo = echo
        self.name = name
        self.delay = delay
        (events, continuation) = AsyncStream<SessionEvent>.makeStream()
    }

    func asked(_ question: Question) {
        let task = Task { [delay, continuation, supply, name, echo] in
            guard (try? await Task.sleep(for: delay)) != nil, !Task.isCancelled else { return }
            switch supply.next(for: question) {
            case .value(let value):
                // What the session will refuse may not appear either.
                if value == .null || question.form.checked(value) != nil {
                    echo("  Answer: \(value.answerText(to: question))")
                }
                continuation.yield(.answer(key: question.key, value))
            case .none:
                continuation.yield(.noMoreAnswers("\(name) has no answer for \(question.key)."))
            }
        }
        pending.withLock { pending in
            pending?.cancel()
            pending = task
        }
    }

    func withdrawn() {
        pending.withLock { $0?.cancel() }
    }

    /// Nobody is there to answer better.
    func rejected(_ rejection: Rejection) {
        guard [.badValue, .looksSecret].contains(rejection.code), let key = rejection.key else { return }
        continuation.yield(.noMoreAnswers("\(name) has no answer for \(key) that can be taken."))
    }

    func answers() -> AsyncStream<SessionEvent> { events }
}

/// Answers from a program, one JSON object a line.
struct ConversationAnswers: AnswerSource {
    let input: AsyncStream<String>

    let waitsForCardsOut = true

    func withdrawn() {}

    func answers() -> AsyncStream<SessionEvent> {
        let (events, continuation) = AsyncStream<SessionEvent>.makeStream()
        let reading = Task {
            for await line in input where !line.allSatisfy(\.isWhitespace) {
                continuation.yield(ConversationLine.event(line))
            }
            continuation.yield(.noMoreAnswers("Standard input ended."))
            continuation.finish()
        }
        continuation.onTermination = { _ in reading.cancel() }
        return events
    }
}

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

extension JSONValue {
    /// An answer as a person would say it; of an address the domain.
    fileprivate func answerText(to question: Question) -> String {
        switch self {
        case .bool(let flag): flag ? "yes" : "no"
        case .integer(let number): String(number)
        case .string(let text) where question.form == .emailAddress:
            EmailAddress(text).map { "an address at \(SafeText($0.domain))" } ?? "an address"
        case .string(let text): "\(SafeText(text))"
        default: "don't know"
        }
    }
}
