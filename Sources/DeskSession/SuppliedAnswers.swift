import Handbook
import JSON
import PlainText
import Synchronization

/// Answers from a file or a scenario.
public final class SuppliedAnswers: AnswerSource {
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
    public let waitsForCardsOut = false

    /// - Parameters:
    ///   - supply: where each answer is taken from.
    ///   - name: what the supply is called in a complaint.
    ///   - delay: how long an answer takes, so that what a scenario does at a question happens first.
    ///   - echo: shows what is answered, where people read along.
    public init(
        _ supply: AnswerSupply, name: String, delay: Duration = .zero,
        echo: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.supply = supply
        self.echo = echo
        self.name = name
        self.delay = delay
        (events, continuation) = AsyncStream<SessionEvent>.makeStream()
    }

    public func asked(_ question: Question) {
        let task = Task { [delay, continuation, supply, name, echo] in
            guard (try? await Task.sleep(for: delay)) != nil, !Task.isCancelled else { return }
            switch supply.next(for: question) {
            case .value(let value):
                // What the session will refuse may not appear either.
                if value == .null || question.form.checked(value) != nil {
                    echo("  Answer: \(value.words(in: question.form))")
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

    public func withdrawn() {
        pending.withLock { $0?.cancel() }
    }

    /// Nobody is there to answer better.
    public func rejected(_ rejection: Rejection) {
        guard [.badValue, .looksSecret].contains(rejection.code), let key = rejection.key else { return }
        continuation.yield(.noMoreAnswers("\(name) has no answer for \(key) that can be taken."))
    }

    public func answers() -> AsyncStream<SessionEvent> { events }
}
