import Foundation
import PCSC
import TestSupport
import Testing
import VirtualCards

/// Sessions on Debian's pcscd with vpcd readers.
@Suite struct VPCDServiceTests {
    @Test func `a session reads the card of its insertion and refuses the next one`() async {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run { daemon in
                daemon.useInThisProcess()
                let slot = VPCDSlot(port: daemon.slotPorts[0])
                slot.insert(.blank)
                let service = PCSCService()
                let reader = try await inserted(service, 0)
                #expect(reader.atr == VirtualCard.blank.atr)
                let insertion = try #require(reader.insertion)
                let answer = try await service.withSession(with: insertion) { session in
                    try session.transmit([0x00, 0xA4, 0x04, 0x00])
                }
                #expect(answer == [0x6D, 0x00])
                slot.remove()
                slot.insert(.blank)
                try await Task.sleep(for: .seconds(1))
                await #expect(throws: PCSCError(.insertionChanged, .connect, reader: reader.name)) {
                    try await service.withSession(with: insertion) { _ in }
                }
            }
        }
    }
}
