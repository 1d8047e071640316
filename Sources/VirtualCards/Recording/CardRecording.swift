import ISO7816
import PCSCTesting

/// What a card was asked and what it answered, from a reset on: its ATR, and commands with their answers in order. Kept
/// as a text file, so that a conversation with a card can be looked at, and had again with ``RecordedCard``.
///
/// ```
/// # Lines that begin so are comments.
/// ATR 3BD6970081B1FE451F878031C152411A2B
/// > 00A404000AA000000308000010000100
/// < 61115F2F...9000
/// ```
///
/// `>` is what the card was sent and `<` what it answered: bytes in hexadecimal, data and status word, or one of the
/// words `silence` and `leaves` for a card that never answers and for one that leaves its reader. A file holds whatever
/// the card said: record cards without personal data only.
public struct CardRecording: Hashable, Sendable {
    /// The answer to reset.
    public var atr: [UInt8]
    public var exchanges: [VirtualCard.Exchange]

    public init(atr: [UInt8], exchanges: [VirtualCard.Exchange]) {
        self.atr = atr
        self.exchanges = exchanges
    }
}

extension VirtualCard {
    /// Every exchange since the card was made, or since ``forgetExchanges()``. Resets are not in it, so record one session:
    /// make the card, let it be read, and take this.
    public var recording: CardRecording { CardRecording(atr: atr, exchanges: exchanges) }
}

extension CardRecording {
    /// Why a text is no recording.
    public struct Mistake: Error, Hashable, Sendable, CustomStringConvertible {
        /// The first is 1.
        public let line: Int
        public let text: String

        public var description: String { "line \(line): \(text)" }
    }

    private static let silence = "silence"
    private static let leaves = "leaves"

    /// The text form, with a comment at its head.
    ///
    /// - Parameter comment: where the recording is from; one line or several.
    public func text(comment: String = "") -> String {
        let head = comment.split(separator: "\n").map { "# \($0)\n" }.joined()
        return head + "ATR \(atr.hexadecimal)\n"
            + exchanges.map { "> \($0.command.hexadecimal)\n< \(Self.text(of: $0.answer))\n" }.joined()
    }

    private static func text(of answer: CardAnswer) -> String {
        switch answer {
        case .response(let bytes): bytes.hexadecimal
        case .silence: silence
        case .leaves: leaves
        }
    }

    /// Reads the text form.
    ///
    /// - Throws: the first line that is not as it should be. Nothing is skipped but comments and empty lines.
    public init(parsing text: String) throws(Mistake) {
        var atr: [UInt8]?
        var exchanges: [VirtualCard.Exchange] = []
        var command: [UInt8]?
        var number = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            let words = line.split(separator: " ", maxSplits: 1)
            guard let mark = words.first, !mark.hasPrefix("#") else { continue }
            let content = words.count == 2 ? words[1] : ""
            switch mark {
            case "ATR":
                guard atr == nil else { throw Mistake(line: number, text: "there is an ATR already") }
                guard let bytes = [UInt8](hexadecimal: content) else { throw Self.notBytes(number) }
                atr = bytes
            case ">":
                guard atr != nil else { throw Mistake(line: number, text: "the ATR has to come first") }
                guard command == nil else { throw Mistake(line: number, text: "the command before has no answer") }
                guard let bytes = [UInt8](hexadecimal: content), !bytes.isEmpty else { throw Self.notBytes(number) }
                command = bytes
            case "<":
                guard let asked = command else { throw Mistake(line: number, text: "an answer without a command") }
                exchanges.append(VirtualCard.Exchange(command: asked, answer: try Self.answer(content, number)))
                command = nil
            default:
                throw Mistake(line: number, text: "must begin with ATR, >, < or #")
            }
        }
        guard let atr else { throw Mistake(line: number, text: "there is no ATR") }
        guard command == nil else { throw Mistake(line: number, text: "the last command has no answer") }
        self.init(atr: atr, exchanges: exchanges)
    }

    private static func answer(_ text: Substring, _ line: Int) throws(Mistake) -> CardAnswer {
        switch text {
        case silence: return .silence
        case leaves: return .leaves
        default:
            guard let bytes = [UInt8](hexadecimal: text), bytes.count >= 2 else {
                throw Mistake(line: line, text: "must be data and status word in hexadecimal, silence, or leaves")
            }
            return .response(bytes)
        }
    }

    private static func notBytes(_ line: Int) -> Mistake { Mistake(line: line, text: "must be bytes in hexadecimal") }
}
