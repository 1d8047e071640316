import ISO7816

/// The parsers of the ISO7816 module, each with what must hold for any input. The fuzzer runs them on its own inputs, a
/// test on the corpus in Fixtures.
public enum ISO7816FuzzTarget: String, CaseIterable, Sendable {
    case atr, tlv, apdu

    /// Traps when something that must hold doesn't.
    public func run(_ input: [UInt8]) {
        switch self {
        case .atr: ISO7816FuzzTarget.atr(input)
        case .tlv: ISO7816FuzzTarget.tlv(input)
        case .apdu: ISO7816FuzzTarget.apdu(input)
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
