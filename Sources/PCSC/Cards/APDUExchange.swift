/// Limits of one exchange, so that no card can make a program collect for ever.
public struct ExchangeLimits: Hashable, Sendable {
    /// GET RESPONSE commands after one command.
    public var continuations = 300
    /// Bytes of the whole answer, status word included.
    public var bytes = CardConnection.longestResponse

    /// As wide as the standard allows: 65,536 bytes of data, and GET RESPONSE 300 times.
    public init() {}

    /// Narrower or wider ones.
    public init(continuations: Int, bytes: Int) {
        self.continuations = continuations
        self.bytes = bytes
    }
}

/// A command and its whole answer, over as many exchanges as that takes.
struct APDUExchange {
    let activeProtocol: TransmissionProtocol
    let limits: ExchangeLimits
    let reader: ReaderName

    /// - Parameter transmit: one command, one answer of at least two bytes.
    func run(
        _ command: [UInt8], transmit: ([UInt8]) throws(PCSCError) -> [UInt8]
    ) throws(PCSCError) -> [UInt8] {
        let sent = activeProtocol == .t0 ? CommandForm.forT0(command) : command
        var answer = try transmit(sent)
        if let repeated = repetition(of: sent, after: answer) { answer = try transmit(repeated) }
        var data = Array(answer.dropLast(2))
        var count = 0
        while answer.count >= 2, answer[answer.count - 2] == 0x61 {
            count += 1
            guard count <= limits.continuations, data.count + 2 <= limits.bytes else {
                throw PCSCError(.responseTooLong, .transmit, reader: reader)
            }
            let next = CommandForm.getResponse(after: command, length: answer[answer.count - 1])
            answer = try transmit(next)
            if let repeated = repetition(of: next, after: answer) { answer = try transmit(repeated) }
            data += answer.dropLast(2)
        }
        guard data.count + 2 <= limits.bytes else { throw PCSCError(.responseTooLong, .transmit, reader: reader) }
        return data + answer.suffix(2)
    }

    /// `6Cxx`: the same command with the right length, once.
    private func repetition(of command: [UInt8], after answer: [UInt8]) -> [UInt8]? {
        guard answer.count == 2, answer[0] == 0x6C, CommandForm.mayRepeat(command) else { return nil }
        let length = answer[1] == 0 ? 256 : Int(answer[1])
        return CommandForm.replacingLength(of: command, with: length)
    }
}

extension CardSession {
    /// Sends a command APDU, short or extended, and returns its whole answer: data and status word.
    ///
    /// After `61xx` the rest is fetched with GET RESPONSE in the same logical channel; after `6Cxx` a command that only
    /// reads is sent once more with the right length, and any other is not: it might spend a passcode try. On T=0, Le is
    /// left away where there is data. Each of these goes through the policy.
    ///
    /// - Throws: ``PCSCError/Code/responseTooLong``, and what ``transmit(_:limit:)`` throws.
    public func exchange(
        _ command: [UInt8], limits: ExchangeLimits = ExchangeLimits()
    ) throws(PCSCError) -> [UInt8] {
        let exchange = APDUExchange(activeProtocol: activeProtocol, limits: limits, reader: reader)
        return try exchange.run(command) { command throws(PCSCError) in try transmit(command) }
    }

    /// A reader's or card's attribute. See ``CardConnection/attribute(_:)``.
    public func attribute<Value>(_ attribute: CardAttribute<Value>) throws(PCSCError) -> Value? {
        try connection.attribute(attribute)
    }

    /// What the reader can do. See ``CardConnection/features()``.
    public func features() throws(PCSCError) -> [ReaderFeature: UInt32] { try connection.features() }
}
