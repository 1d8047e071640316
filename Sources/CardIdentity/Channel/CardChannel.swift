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
    ///   - progress: for whoever may stop waiting before the reading ends.
    ///   - isT0: On T=0 a command with data goes without Le (ISO/IEC 7816-3 §12.2.1, case 4S.2): the card says
    ///   `61xx` and waits.
    public init(isT0: Bool = false, progress: ReadingProgress = ReadingProgress(), transmit: @escaping Transmit) {
        self.isT0 = isT0
        self.progress = progress
        self.transmit = transmit
    }

    /// Sends a command and gets its whole answer.
    ///
    /// `61xx` is followed by GET RESPONSE, `6Cxx` by the same command once more with the right length. Neither is ever
    /// done for VERIFY.
    public mutating func send(_ command: CommandAPDU) throws(CardChannelError) -> ResponseAPDU {
        var command = command
        if isT0, command.apduCase == .four { command.expectedLength = nil }
        var response = try exchange(command)
        if command.ins == 0x20 { return response }
        if let length = response.status.rightLength, command.expectedLength != nil {
            command.expectedLength = length
            response = try exchange(command)
        }
        var data = response.data
        var continuations = 0
        while let waiting = response.status.bytesWaiting {
            continuations += 1
            guard continuations <= CardChannel.mostContinuations else { throw .tooManyPieces }
            guard data.count <= CardChannel.longestAnswer else { throw .answerTooLong }
            response = try exchange(CommandAPDU(ins: 0xC0, p1: 0, p2: 0, expectedLength: waiting))
            if let length = response.status.rightLength {
                response = try exchange(CommandAPDU(ins: 0xC0, p1: 0, p2: 0, expectedLength: length))
            }
            // More is announced and nothing comes: asking again would be waiting in vain.
            if response.data.isEmpty, response.status.bytesWaiting != nil { throw .emptyPiece }
            data += response.data
        }
        guard data.count <= CardChannel.longestAnswer else { throw .answerTooLong }
        return ResponseAPDU(data: data, status: response.status)
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
