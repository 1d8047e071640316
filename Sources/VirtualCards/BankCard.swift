import ISO7816
import PCSCTesting

/// A payment card (EMV book 1): another application, and a VERIFY that costs a try however it is sent.
public struct BankCard: CardResponder {
    /// Applications that answer SELECT.
    public var applications: [[UInt8]] = [
        Array("1PAY.SYS.DDF01".utf8), Array("2PAY.SYS.DDF01".utf8), [0xA0, 0x00, 0x00, 0x00, 0x04, 0x10, 0x10],
    ]
    public private(set) var triesLeft = 3

    public static let atr: [UInt8] = [
        0x3B, 0x6E, 0x00, 0x00, 0x00, 0x31, 0xC0, 0x65, 0x8C, 0xB5, 0x01, 0x00, 0x81, 0x71, 0xD6, 0x8C, 0x61, 0x13,
    ]

    public init() {}

    public mutating func reset() {}

    public mutating func respond(to command: [UInt8]) -> CardAnswer {
        guard let apdu = try? CommandAPDU(parsing: command) else { return .status(.wrongLength) }
        switch apdu.ins {
        case 0xA4:
            let isKnown = applications.contains { $0.starts(with: apdu.data) && apdu.data.count >= 5 }
            return .status(isKnown ? .success : .notFound)
        case 0x20:
            triesLeft = max(0, triesLeft - 1)
            return .status(triesLeft == 0 ? .authenticationMethodBlocked : StatusWord(0x63, 0xC0 | UInt8(triesLeft)))
        default:
            return .status(.instructionNotSupported)
        }
    }
}
