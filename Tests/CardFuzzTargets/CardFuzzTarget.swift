import CardIdentity
import ISO7816
import Instants

/// The parsers that take bytes from a card, each with what must hold for any input. The fuzzer runs them on its own
/// inputs, and a test on the corpus in Fixtures.
public enum CardFuzzTarget: String, CaseIterable, Sendable {
    case responses, piv, certificate
    case certificateFields = "certificate-fields"
    case packing

    /// Traps when something that must hold doesn't.
    public func run(_ input: [UInt8]) {
        switch self {
        case .responses: CardFuzzTarget.responses(input)
        case .piv: _ = try? PIVContainer(parsing: input)
        case .certificate: _ = try? CertificateSummary(der: input, source: .piv)
        case .certificateFields: CardFuzzTarget.fields(input)
        case .packing: CardFuzzTarget.packing(input)
        }
    }

    /// The input is a card: each answer is a length byte and as many bytes, the last with the rest of the input. No card
    /// makes the reader send what isn't allowed, or send without end.
    private static func responses(_ input: [UInt8]) {
        var rest = input[...]
        var channel = CardChannel { command in
            precondition([0xA4, 0xCB, 0xC0, 0x20].contains(command.apdu.ins))
            precondition(command.apdu.ins != 0x20 || command.bytes.count == 4)
            guard let length = rest.popFirst() else { return [0x6F, 0x00] }
            let answer = Array(rest.prefix(Int(length)))
            rest = rest.dropFirst(answer.count)
            return answer
        }
        let report = CardReport(
            reading: &channel, reader: CardReport.Reader(name: "Reader", index: 0), atr: [],
            now: UTCInstant(secondsSince1970: 1_795_230_245))
        precondition(report.apduCount <= CardChannel.mostCommands)
        precondition(report.uuid == nil || report.certificates.contains { $0.uuid == report.uuid?.value })
    }
}
