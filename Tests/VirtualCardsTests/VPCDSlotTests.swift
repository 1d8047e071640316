import CPCSCLite
import Foundation
import PCSC
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

@Suite struct VPCDSlotTests {
    @Test func `a card in a slot answers through the real service, and 200 APDUs take no delayed acknowledgements`()
        async
    {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run { service in
                service.useInThisProcess()
                let card = VirtualCard(atr: PIVCard.atr, responder: BlankCard())
                let slot = VPCDSlot(port: service.slotPorts[1])
                slot.insert(card)
                var context = SCARDCONTEXT()
                #expect(FunctionTable.pcscLite.establishContext(&context) == 0)
                var handle = SCARDHANDLE()
                var activeProtocol = DWORD()
                try await eventually("a connection to the card") {
                    FunctionTable.pcscLite.connect(
                        context, "Virtual PCD 00 01", DWORD(SCARD_SHARE_SHARED), DWORD(SCARD_PROTOCOL_ANY), &handle,
                        &activeProtocol) == 0
                }
                let start = ContinuousClock.now
                for _ in 0..<200 {
                    var response = [UInt8](repeating: 0, count: 258)
                    var length = DWORD(response.count)
                    let result = FunctionTable.pcscLite.transmit(
                        handle, activeProtocol, [0x00, 0xA4, 0x04, 0x00], 4, &response, &length)
                    #expect(result == 0 && response.prefix(Int(length)) == [0x6D, 0x00])
                }
                // 200 delayed acknowledgements of 40 ms would be 8 s.
                #expect(ContinuousClock.now - start < .seconds(7))
                #expect(card.exchanges.count == 200)
                slot.remove()
                #expect(!card.isPowered)
            }
        }
    }

    @Test func `a card connects again to a restarted service`() async throws {
        try await PrivateService.run { service in
            let card = VirtualCard(atr: PIVCard.atr)
            let slot = VPCDSlot(port: service.slotPorts[0])
            slot.insert(card)
            // The service powers a card that nobody uses down again soon.
            try await eventually("power for the card") { card.powerOns > 0 }
            service.kill()
            let before = card.powerOns
            try service.start()
            try await eventually("power for the card again") { card.powerOns > before }
        }
    }

    @Test func `taking a card out works where no driver listens`() {
        let nobody = VPCDSlot(port: 1)
        nobody.insert(VirtualCard(atr: PIVCard.atr))
        #expect(nobody.card != nil)
        nobody.remove()
        #expect(nobody.card == nil)
    }
}
