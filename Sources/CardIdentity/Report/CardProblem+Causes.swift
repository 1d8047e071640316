import ISO7816
import PCSC

extension CardProblem {
    init(_ error: CardChannelError) {
        switch error {
        case .cardLost:
            self.init(.cardLost, "The card left the reader, or stopped answering, while it was read.")
        case .answerTooLong: self.init(.malformedAnswer, "The card announces more data than any smartcard has.")
        case .tooManyPieces, .tooManyCommands:
            self.init(.malformedAnswer, "The card gives its data in too many pieces.")
        case .emptyPiece: self.init(.malformedAnswer, "The card announces more data and gives none.")
        case .refused: self.init(.malformedAnswer, "The card asked for a command that this program never sends.")
        case .transmitFailed(let cause):
            self =
                (cause as? any CardProblemCause)?.cardProblem
                ?? CardProblem(.readerFailed, "The reader failed while the card was read.")
        }
    }
}

/// An error of the connection that knows what to say to the person at the desk.
public protocol CardProblemCause: Error {
    var cardProblem: CardProblem { get }
}

extension PCSCError: CardProblemCause {
    public var cardProblem: CardProblem {
        switch (code, category) {
        case (.sharingViolation, _):
            let names = holders.map { "\($0.name) (process \($0.processID))" }.joined(separator: ", ")
            let who = names.isEmpty ? "" : " Programs using the card service: \(names)."
            return CardProblem(.inUse, "Another program has the card for itself.\(who)")
        case (.deadlineExceeded, _), (_, .timeout):
            return CardProblem(
                .noAnswer, "The card or the reader took too long. Take the card out and insert it again.")
        case (.unresponsiveCard, _):
            // Also pcscd's answer where the reader lacks the card's protocol, T=1 for instance.
            return CardProblem(
                .mute,
                "The card doesn't answer this reader. Take it out and insert it again, chip up; or try another reader.")
        // One that offers neither protocol was told before it was connected to.
        case (.protocolMismatch, _): return CardProblem(.inUse, "Another program uses the card with another protocol.")
        case (_, .card):
            return CardProblem(
                .cardLost,
                "The card left the reader, or was exchanged, while it was read. Insert it and leave it there.")
        case (_, .exchange):
            return CardProblem(
                .cardLost, "The card stopped answering while it was read. Take it out and insert it again, chip up.")
        default: return CardProblem(.readerFailed, code.message)
        }
    }
}

extension CardProblem {
    /// Nil where the card offers T=0 or T=1, or its answer to reset can't be read: the reader may know better then.
    init?(unsupportedProtocolsOf bytes: [UInt8]) {
        guard let atr = try? ATR(parsing: bytes), !atr.protocols.contains(where: { $0 <= 1 }) else { return nil }
        let names = atr.protocols.map { "T=\($0)" }.joined(separator: ", ")
        self.init(
            .protocolUnsupported,
            "The card speaks \(names) only, and readers here T=0 and T=1, so it can't be read. It is no NHS smartcard.")
    }
}
