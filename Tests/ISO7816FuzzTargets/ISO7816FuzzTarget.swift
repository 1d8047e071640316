import ISO7816

/// The parsers of the ISO7816 module, each with what must hold for any input. The fuzzer runs them on its own inputs, a
/// test on the corpus in Fixtures.
public enum ISO7816FuzzTarget: String, CaseIterable, Sendable {
    case atr, tlv, apdu, exchange

    /// Traps when something that must hold doesn't.
    public func run(_ input: [UInt8]) {
        switch self {
        case .atr: ISO7816FuzzTarget.atr(input)
        case .tlv: ISO7816FuzzTarget.tlv(input)
        case .apdu: ISO7816FuzzTarget.apdu(input)
        case .exchange: ISO7816FuzzTarget.exchange(input)
        }
    }

    /// The explanation covers every byte, once and in order.
    private static func atr(_ input: [UInt8]) {
        guard let atr = try? ATR(parsing: input) else { return }
        precondition(atr.explanation.flatMap(\.bytes) == input)
        precondition(!atr.protocols.isEmpty)
    }

    /// What was read is written and read back the same.
    private static func tlv(_ input: [UInt8]) {
        guard let objects = try? BERTLV.list(input) else { return }
        precondition((try? BERTLV.list(objects.flatMap(\.encoded))) == objects)
    }

    /// The input is a card: one byte says how commands go to it, then comes the command, a length byte first, then the
    /// answers in the same form. No card makes an exchange go on or grow without end, or has another command sent twice
    /// than one that reads.
    private static func exchange(_ input: [UInt8]) {
        var rest = input[...]
        func take() -> [UInt8] {
            let piece = Array(rest.dropFirst().prefix(Int(rest.first ?? 0)))
            rest = rest.dropFirst(1 + piece.count)
            return piece
        }
        guard let flags = rest.popFirst() else { return }
        let lengths = LengthSupport(extendedLengths: flags & 2 != 0, commandChaining: flags & 4 != 0)
        let limits = ExchangeLimits(continuations: 20, bytes: 1_000)
        guard var command = try? CommandAPDU(parsing: take()) else { return }
        // A length byte can't say a long one.
        if flags & 8 != 0 { command.data += [UInt8](repeating: flags, count: 600) }
        guard
            var exchange = try? CommandExchange(command, isT0: flags & 1 != 0, lengths: lengths, limits: limits)
        else { return }
        var sent = 0
        while true {
            sent += 1
            // Each GET RESPONSE may come twice, and a chain of 600 bytes and 255 more has four links.
            precondition(sent <= 4 + 1 + 2 * limits.continuations)
            precondition((try? CommandAPDU(parsing: exchange.next.encoded())) == exchange.next)
            precondition(exchange.next.ins == command.ins || exchange.next.ins == 0xC0)
            let answer = (try? ResponseAPDU(parsing: take())) ?? ResponseAPDU(status: .success)
            do {
                guard let end = try exchange.take(answer) else { continue }
                precondition(end.data.count <= limits.bytes)
                return
            } catch {
                return
            }
        }
    }

    private static func apdu(_ input: [UInt8]) {
        if let command = try? CommandAPDU(parsing: input) {
            precondition((try? CommandAPDU(parsing: command.encoded())) == command)
        }
        if let response = try? ResponseAPDU(parsing: input) {
            precondition(response.encoded == input)
            precondition(!response.status.meaning.isEmpty)
        }
        _ = HistoricalBytes(input)
    }
}
