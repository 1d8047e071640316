import DeskSession
import Handbook
import Synchronization

/// A session as text. What was found, decided and done goes to standard output; the prompt's short line goes to standard
/// error, and only where somebody can type.
final class TextPresentation: SessionPresentation {
    private let texts: Mutex<SessionText>
    private let output: Output
    /// The command that shows a session again; nil where its log won't be kept.
    private let story: (@Sendable (_ session: String) -> String)?
    /// Where prompts go; nil where nobody types.
    private let prompts: Output?
    /// A prompt stands at the end of the screen, without a line feed.
    private let isPromptOpen = Mutex(false)
    /// For whoever asks where it is written.
    private let lastDecision = Mutex<Decision?>(nil)

    init(
        text: SessionText, output: Output, prompts: Output?, story: (@Sendable (_ session: String) -> String)? = nil
    ) {
        self.story = story
        texts = Mutex(text)
        self.output = output
        self.prompts = prompts
    }

    private var text: SessionText { texts.withLock { $0 } }

    func present(_ effect: SessionEffect) throws {
        if effect == .cardIsOwn { texts.withLock { $0.cardIsOwn = true } }
        if case .decision(let decision) = effect { lastDecision.withLock { $0 = decision } }
        try write(text.lines(for: effect))
        if case .ask(let question) = effect { try prompt(for: question) }
    }

    func present(_ receipt: SessionReceipt, ticket: String?) throws {
        try write(text.lines(for: receipt, story: story?(receipt.session), ticket: ticket))
    }

    /// Says again why it is asked and what can be typed.
    func help(_ question: Question) throws {
        try write(text.help(for: question, decision: lastDecision.withLock { $0 }))
        try prompt(for: question)
    }

    func prompt(for question: Question) throws {
        guard let prompts else { return }
        try prompts.write(SessionText.marker(for: question))
        isPromptOpen.withLock { $0 = true }
    }

    /// A line was typed, so that the cursor is at the beginning of a line again.
    func lineWasTyped() {
        isPromptOpen.withLock { $0 = false }
    }

    func write(_ lines: [String]) throws {
        guard !lines.isEmpty else { return }
        let wasOpen = isPromptOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        if wasOpen, let prompts { try prompts.write("\n") }
        try output.write(lines.map(text.marked).joined(separator: "\n") + "\n")
    }
}
