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
    private enum Prompt {
        case none
        /// It stands at the end of the screen, without a line feed.
        case open
        /// Something was told below it, and nothing was typed.
        case interrupted
    }

    private let state = Mutex(Prompt.none)
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
        state.withLock { $0 = .open }
    }

    /// Shows the prompt again where something else came below it.
    func restorePrompt(for question: Question) throws {
        if state.withLock({ $0 == .interrupted }) { try prompt(for: question) }
    }

    /// A line was typed, so that the cursor is at the beginning of a line again.
    func lineWasTyped() {
        state.withLock { $0 = .none }
    }

    func write(_ lines: [String]) throws {
        guard !lines.isEmpty else { return }
        let wasOpen = state.withLock { state in
            guard state == .open else { return false }
            state = .interrupted
            return true
        }
        if wasOpen, let prompts { try prompts.write("\n") }
        try output.write(lines.map(text.marked).joined(separator: "\n") + "\n")
    }
}
