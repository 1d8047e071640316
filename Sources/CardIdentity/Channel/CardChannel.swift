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
    private let clock = ContinuousClock()
    public private(set) var exchanges: [APDUExchange] = []

    /// - Parameter isT0: On T=0 a command with data goes without Le (ISO/IEC 7816-3 §12.2.1, case 4S.2): the card says
    ///   `61xx` and waits.
    public init(isT0: Bool = false, transmit: @escaping Transmit) {
        self.isT0 = isT0
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
            guard continuations <= CardChannel.mostContinuations, data.count <= CardChannel.longestAnswer else {
                throw .answerTooLong
            }
            response = try exchange(CommandAPDU(ins: 0xC0, p1: 0, p2: 0, expectedLength: waiting))
            if let length = response.status.rightLength {
                response = try exchange(CommandAPDU(ins: 0xC0, p1: 0, p2: 0, expectedLength: length))
            }
            data += response.data
        }
        guard data.count <= CardChannel.longestAnswer else { throw .answerTooLong }
        return ResponseAPDU(data: data, status: response.status)
    }

    private mutating func exchange(_ command: CommandAPDU) throws(CardChannelError) -> ResponseAPDU {
        guard exchanges.count < CardChannel.mostCommands else { throw .tooManyCommands }
        let allowed: AllowedCommand
        do { allowed = try allowList.admit(command) } catch { throw .refused(error) }
        let start = clock.now
        let bytes: [UInt8]
        do {
            bytes = try transmit(allowed)
        } catch {
            note(allowed, response: [], since: start)
            throw .transmitFailed(error)
        }
        note(allowed, response: bytes, since: start)
        // No status word: the card left in the middle of the exchange, whatever the reader says.
        guard let response = try? ResponseAPDU(parsing: bytes) else { throw .cardLost }
        allowList.record(response.status, to: allowed)
        return response
    }

    private mutating func note(_ command: AllowedCommand, response: [UInt8], since start: ContinuousClock.Instant) {
        let (seconds, attoseconds) = (clock.now - start).components
        exchanges.append(
            APDUExchange(
                command: command.bytes, response: response,
                microseconds: seconds * 1_000_000 + attoseconds / 1_000_000_000_000))
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
    /// The card announces more than the bound, perhaps without end.
    case answerTooLong
    case tooManyCommands
}
