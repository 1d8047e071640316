/// Limits of one exchange, so that no card can make a program collect for ever.
public struct ExchangeLimits: Hashable, Sendable {
    /// GET RESPONSE commands after one command.
    public var continuations: Int
    /// Bytes of data in the whole answer, the status word not counted.
    public var bytes: Int

    /// As wide as the standard allows unless told otherwise: 65,536 bytes of data (ISO/IEC 7816-3 §12.1.3), which take 256
    /// pieces of 256 bytes, and some more for a card that sends shorter ones.
    public init(continuations: Int = 300, bytes: Int = 65_536) {
        self.continuations = continuations
        self.bytes = bytes
    }
}

/// A command and its whole answer, over as many exchanges with the card as that takes: the one place that knows what
/// `61xx` and `6Cxx` ask for, how long data is chained, and what T=0 makes of lengths.
///
/// A value that neither sends nor waits. Whoever has a way to the card sends ``next`` and hands the answer to
/// ``take(_:)``, until that returns the whole answer:
///
/// ```swift
/// var exchange = try CommandExchange(command)
/// while true {
///     if let answer = try exchange.take(send(exchange.next)) { return answer }
/// }
/// ```
///
/// A filter of commands belongs into that `send`: it then sees each command that leaves, those too that the card asked
/// for.
public struct CommandExchange: Hashable, Sendable {
    private enum Phase: Hashable {
        /// Links of a chain are sent; these are left.
        case chain([CommandAPDU])
        /// The command itself is sent, or its last link.
        case command
        /// GET RESPONSE is sent.
        case continuation
    }

    /// What to send now.
    public private(set) var next: CommandAPDU
    private let command: CommandAPDU
    private let limits: ExchangeLimits
    private var phase = Phase.command
    private var hasRepeated: Bool
    private var continuations = 0
    private var data: [UInt8] = []

    /// Decides in which form the command goes.
    ///
    /// In one piece where its lengths fit one byte each, or the card takes extended lengths. Else data of more than 255
    /// bytes is chained, where the card takes that, and an answer of more than 256 bytes is asked for as 256, to which the
    /// card adds `61xx` when it has more. On T=0 lengths never have two bytes, since readers don't wrap commands in
    /// ENVELOPE as ISO/IEC 7816-3 §12.2 wants; and Le is left away where there is data, for which the card says `61xx`
    /// (case 4S.2 there).
    ///
    /// - Parameters:
    ///   - command: what the card is to be asked or told.
    ///   - isT0: whether the card is talked to by T=0.
    ///   - lengths: what the card takes beside short commands.
    ///   - limits: of the answer.
    /// - Throws: ``ExchangeError/lengths(_:)``, ``ExchangeError/tooLongForCard(_:)``; nothing was sent.
    public init(
        _ command: CommandAPDU, isT0: Bool = false, lengths: LengthSupport = .short,
        limits: ExchangeLimits = ExchangeLimits()
    ) throws(ExchangeError) {
        do { _ = try command.encoded() } catch { throw .lengths(error) }
        var links: [CommandAPDU] = []
        var last = command
        if command.needsExtendedLength, isT0 || !lengths.extendedLengths {
            if command.data.count > 255 {
                // The bit that marks a chain is the standard's in its own classes alone (ISO/IEC 7816-4 §5.1.1).
                guard lengths.commandChaining, command.isInterindustry else {
                    throw .tooLongForCard(command.data.count)
                }
                links = command.links
                last = links.removeLast()
            }
            last.expectedLength = last.expectedLength.map { min($0, 256) }
        }
        if isT0, last.apduCase == .four { last.expectedLength = nil }
        self.command = command
        self.limits = limits
        // Sent again, the last link alone would be another command.
        hasRepeated = !links.isEmpty
        if links.isEmpty {
            next = last
        } else {
            next = links.removeFirst()
            phase = .chain(links + [last])
        }
    }

    /// Takes the answer to ``next``.
    ///
    /// After `6Cxx` a command that is safe to repeat is to be sent once more, with the right length; any other isn't,
    /// since it might spend a passcode try or do its work twice. After `61xx` the rest is fetched with GET RESPONSE in the
    /// same logical channel. A link of a chain that isn't answered by `9000` ends the chain, and its answer is the whole
    /// one.
    ///
    /// - Returns: the whole answer, the status word being the last one's; nil when ``next`` is to be sent.
    /// - Throws: ``ExchangeError/tooManyPieces``, ``ExchangeError/answerTooLong``, ``ExchangeError/emptyPiece``. What the
    ///   card still holds is left there; the next command ends it.
    public mutating func take(_ response: ResponseAPDU) throws(ExchangeError) -> ResponseAPDU? {
        if case .chain(var links) = phase {
            guard response.status == .success, !links.isEmpty else { return response }
            next = links.removeFirst()
            phase = links.isEmpty ? .command : .chain(links)
            return nil
        }
        if let length = response.status.rightLength, response.data.isEmpty, !hasRepeated, next.isSafeToRepeat,
            next.expectedLength != nil
        {
            hasRepeated = true
            next.expectedLength = length
            return nil
        }
        let waiting = response.status.bytesWaiting
        // More is announced and nothing comes: asking again would be waiting in vain.
        if phase == .continuation, waiting != nil, response.data.isEmpty { throw .emptyPiece }
        data += response.data
        guard data.count <= limits.bytes else { throw .answerTooLong }
        guard let waiting else { return ResponseAPDU(data: data, status: response.status) }
        continuations += 1
        guard continuations <= limits.continuations else { throw .tooManyPieces }
        next = command.getResponse(length: waiting)
        phase = .continuation
        hasRepeated = false
        return nil
    }
}

/// Why there is no whole answer.
public enum ExchangeError: Error, Hashable, Sendable {
    /// No form of a command can say these lengths; nothing was sent.
    case lengths(APDUError)
    /// This many bytes of data are more than the card takes in one command, and it takes no chain; nothing was sent.
    case tooLongForCard(Int)
    /// The answer takes more pieces than ``ExchangeLimits/continuations``.
    case tooManyPieces
    /// The answer has more bytes than ``ExchangeLimits/bytes``.
    case answerTooLong
    /// The card announces more data and gives none.
    case emptyPiece
}

extension CommandAPDU {
    /// Whether the class is the standard's and not the maker's own (ISO/IEC 7816-4 §5.1.1): bit 8 is not set.
    public var isInterindustry: Bool { cla & 0x80 == 0 }

    /// Whether sending it twice does no more than sending it once: only interindustry instructions that select or read
    /// (ISO/IEC 7816-4 table 4). Anything else could spend a passcode try or do its work twice.
    public var isSafeToRepeat: Bool {
        // SELECT, READ BINARY, READ RECORD, GET RESPONSE, GET DATA, SEARCH BINARY, SEARCH RECORD
        isInterindustry && [0xA4, 0xB0, 0xB1, 0xB2, 0xB3, 0xC0, 0xCA, 0xCB, 0xA0, 0xA1, 0xA2].contains(ins)
    }

    /// GET RESPONSE in the command's logical channel; chaining and secure messaging don't carry over
    /// (ISO/IEC 7816-4 §5.1.1 and §7.6.1).
    ///
    /// - Parameter length: the bytes to ask for, 1 to 256.
    public func getResponse(length: Int) -> CommandAPDU {
        // First interindustry class: channel in bits 2 and 1. Further one (bit 7): channel in bits 4 to 1.
        let channel = !isInterindustry ? 0 : cla & 0x40 != 0 ? cla & 0x4F : cla & 0x03
        return CommandAPDU(cla: channel, ins: 0xC0, p1: 0x00, p2: 0x00, expectedLength: length)
    }

    /// The command as a chain: 255 bytes of data in each link, bit 5 of the class set in all but the last, and an answer
    /// expected from the last alone (ISO/IEC 7816-4 §5.1.1.1).
    fileprivate var links: [CommandAPDU] {
        var links = stride(from: 0, to: data.count, by: 255).map { start in
            CommandAPDU(
                cla: cla | 0x10, ins: ins, p1: p1, p2: p2, data: Array(data[start..<min(start + 255, data.count)]))
        }
        guard let end = links.indices.last else { return [self] }
        links[end].cla = cla
        links[end].expectedLength = expectedLength
        return links
    }
}
