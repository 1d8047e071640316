import PCSC
import PCSCTesting
import TestSupport
import VirtualCards

extension VirtualCard {
    /// A card that answers 6D00 to everything.
    static var blank: VirtualCard { VirtualCard(atr: [0x3B, 0x80, 0x01, 0x81], responder: BlankCard()) }
}

/// The reader with a card, as soon as the service has seen the card.
func inserted(_ service: PCSCService, _ index: Int) async throws -> ReaderSnapshot {
    for _ in 0..<200 {
        let readers = try await service.readers()
        if readers.indices.contains(index), readers[index].insertion != nil { return readers[index] }
        try await Task.sleep(for: .milliseconds(20))
    }
    throw TestSupportFailure("no card after 4 s")
}
