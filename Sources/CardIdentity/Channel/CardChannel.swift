import ISO7816

/// One connection to a card, for as long as one short transaction lasts: sends what the allow-list admits, fetches long
/// answers, counts and records every exchange.
///
/// Every bound is fixed beforehand, so that no card, however broken, can make it send or store without end.
public struct CardChannel {
    /// Sends one command and gives the bytes that came back. Blocks as long as the card takes.
    public typealias Transmit = (AllowedCommand) throws -> [UInt8]

    /// The longest answer that is put together, in bytes. A PIV certificate container takes 1 905 (SP 800-73-4 part 1,
    /// table 7).
    public static let longestAnswer = 16_384
    /// GET RESPONSE commands for one answer.
    public static let mostContinuations = 80
    /// Commands for one card.
    public static let mostCommands = 400

    private var allowList = APDUAllowList()
    private let isT0: Bool
    private let transmit: Transmit
    let progress: ReadingProgress

    public var exchanges: [APDUExchange] { progress.exchanges }

    /// - Parameters:
    ///   - isT0: whether the card is talked to by T=0.
    ///   - progress: for whoever may stop waiting before the reading ends.
    ///   - transmit: sends each command that the allow-list admits.
    public init(isT0: Bool = false, progress: ReadingProgress = ReadingProgress(), transmit: @escaping Transmit) {
        self.isT0 = isT0
        self.progress = progress
        self.transmit = transmit
    }

    /// Sends a command and gets its whole answer, by ISO7816's rules for that: `61xx` is followed by GET RESPONSE, `6Cxx`
    /// by the same command once more with the right length. Neither is ever done for VERIFY. Each command that comes of it
    /// is admitted by the allow-list, or refused, by itself.
    public mutating func send(_ command: CommandAPDU) throws(CardChannelError) -> ResponseAPDU {
        if command.ins == 0x20 { return try exchange(command) }
        let limits = ExchangeLimits(
            continuations: CardChannel.mostContinuations, bytes: CardChannel.longestAnswer)
        var whole: CommandExchange
        do throws(ExchangeError) {
            whole = try CommandExchange(command, isT0: isT0, limits: limits)
        } catch {
            throw CardChannelError(error, of: command)
        }
        while true {
            let response = try exchange(whole.next)
            do throws(ExchangeError) {
                if let answer = try whole.take(response) { return answer }
            } catch {
                throw CardChannelError(error, of: command)
            }
        }
    }

    private mutating func exchange(_ command: CommandAPDU) throws(CardChannelError) -> ResponseAPDU {
        guard progress.exchangeCount < CardChannel.mostCommands else { throw .tooManyCommands }
        let allowed: AllowedCommand
        do { allowed = try allowList.admit(command) } catch { throw .refused(error) }
        progress.begin(allowed)
        let bytes: [UInt8]
        do {
            bytes = try transmit(allowed)
        } catch {
            progress.end(response: [])
            throw .transmitFailed(error)
        }
        progress.end(response: bytes)
        // No status word: the card left in the middle of the exchange, whatever the reader says.
        guard let response = try? ResponseAPDU(parsing: bytes) else { throw .cardLost }
        allowList.record(response.status, to: allowed)
        return response
    }
}

/// Why a command got no answer.
public enum CardChannelError: Error {
    /// The allow-list refused it; nothing was sent.
    case refused(APDURefusal)
    /// The reader or service failed.
    case transmitFailed(any Error)
    /// The card left, or sent less than a status word.
    case cardLost
    /// The answer is longer than `CardChannel.longestAnswer`.
    case answerTooLong
    /// The answer takes more than `CardChannel.mostContinuations` pieces.
    case tooManyPieces
    /// The card announces more data and gives none.
    case emptyPiece
    /// More than `CardChannel.mostCommands` for one card.
    case tooManyCommands
}

extension CardChannelError {
    fileprivate init(_ error: ExchangeError, of command: CommandAPDU) {
        self =
            switch error {
            // Longer than any command on the list.
            case .lengths, .tooLongForCard: .refused(.dataField(command.ins))
            case .tooManyPieces: .tooManyPieces
            case .answerTooLong: .answerTooLong
            case .emptyPiece: .emptyPiece
            }
    }
}
