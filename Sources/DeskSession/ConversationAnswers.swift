/// Answers from a program, one JSON object a line.
public struct ConversationAnswers: AnswerSource {
    private let input: AsyncStream<String>

    /// - Parameter input: lines without their line feeds.
    public init(input: AsyncStream<String>) { self.input = input }

    public let waitsForCardsOut = true

    public func withdrawn() {}

    public func answers() -> AsyncStream<SessionEvent> {
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
