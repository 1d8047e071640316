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

    func asked(_ question: Question) {}
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
    private let input: AsyncStream<String>
    private let presentation: TextPresentation
    private let standing = Mutex<Question?>(nil)

    init(input: AsyncStream<String>, presentation: TextPresentation) {
        self.input = input
        self.presentation = presentation
    }

    func asked(_ question: Question) {
        standing.withLock { $0 = question }
    }

    func withdrawn() {
        standing.withLock { $0 = nil }
    }

    func answers() -> AsyncStream<SessionEvent> {
        let (events, continuation) = AsyncStream<SessionEvent>.makeStream()
        let reading = Task { [input] in
            for await line in input {
                presentation.lineWasTyped()
                if let event = event(typed: line) { continuation.yield(event) }
            }
            continuation.yield(.noMoreAnswers("The terminal was closed."))
            continuation.finish()
        }
        continuation.onTermination = { _ in reading.cancel() }
        return events
    }

    /// What was typed can be typed again.
    func rejected(_ rejection: Rejection) {
        guard let question = standing.withLock({ $0 }) else { return }
        try? presentation.prompt(for: question)
    }

    private func event(typed line: String) -> SessionEvent? {
        let word = line.lowercased().filter { $0 != " " }
        if ["stop", "quit", "q", "exit"].contains(word) { return .stopped }
        guard let question = standing.withLock({ $0 }) else { return nil }
        if word == "?" || word == "help" {
            help(question)
            return nil
        }
        if let value = question.value(typed: line) { return .answer(key: question.key, value) }
        // The session says why that is refused.
        if SecretLike.matches(line) { return .answer(key: question.key, .string(line)) }
        help(question)
        return nil
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
