import ISO7816
import PCSC

/// Waits half a minute for a card with PIV by its answer to reset, selects the application and says what came back:
///
///     swift run --package-path Examples wait
///
/// Nothing that it sends changes anything, and its policy lets nothing else through.
@main
enum Wait {
    /// IDEMIA's cards with PIV (pcsc-tools' smartcard_list.txt): the last two bytes differ from one to the next.
    static let atr: [UInt8] = [
        0x3B, 0xD6, 0x97, 0x00, 0x81, 0xB1, 0xFE, 0x45, 0x1F, 0x87, 0x80, 0x31, 0xC1, 0x52, 0x41, 0x1A, 0x2B,
    ]
    static let application: [UInt8] = [0xA0, 0x00, 0x00, 0x03, 0x08]

    static func main() async throws {
        // SELECT, and GET RESPONSE for the rest of a long answer, both without chaining and secure messaging.
        let policy = CommandPolicy { $0.count > 4 && $0[0] == 0x00 && ($0[1] == 0xA4 || $0[1] == 0xC0) }
        let trace = CommandTrace { print("  \($0.command.hexadecimal) → \($0.response.hexadecimal), \($0.duration)") }
        let service = PCSCService(policy: policy, trace: trace)
        let family = try ATRMask(atr, mask: [UInt8](repeating: 0xFF, count: 15) + [0x00, 0x00])
        do {
            let card = try await service.waitForCard(matching: [family], deadline: .seconds(30))
            let answer = try await service.withSession(with: card) { session in
                try session.exchange(
                    CommandAPDU(ins: 0xA4, p1: 0x04, p2: 0x00, data: application, expectedLength: 256))
            }
            print(card.reader, answer.status, answer.status.meaning, "\(answer.data.count) bytes")
        } catch PCSCError.Category.timeout {
            print("No such card came.")
        } catch let error as PCSCError {
            print(error)
        }
    }
}
