import Foundation
import PCSC
import TestSupport
import Testing
import VirtualCards

/// Events on Debian's pcscd with vpcd readers.
@Suite struct VPCDEventTests {
    @Test
    func `a killed and restarted service is told of, and its cards are new insertions (pcsc-rust 21, pyscard 82)`()
        async
    {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run { daemon in
                daemon.useInThisProcess()
                let slot = VPCDSlot(port: daemon.slotPorts[0])
                slot.insert(.blank)
                let service = PCSCService()
                let log = EventLog(service.events())
                try await log.next(.snapshot)
                let before = try await log.next(.cardInserted).event.reader?.insertion
                let killed = ContinuousClock.now
                daemon.kill()
                let lost = try await log.next(.serviceLost)
                #expect(lost.at - killed < .seconds(2))  // 50 ms in quiet: see Benchmarks
                try await Task.sleep(for: .milliseconds(700))
                try daemon.start()
                let started = ContinuousClock.now
                try await log.next(.serviceRestored)
                let restored = try await log.next(.snapshot)
                #expect(restored.at - started < .seconds(5))
                let after = try await inserted(service, 0)
                #expect(after.insertion?.epoch != before?.epoch)
                let old = try #require(before)
                await #expect(throws: PCSCError(.serviceRestarted, .connect, reader: old.reader)) {
                    try await service.withSession(with: old) { _ in }
                }
                #expect(log.kinds.filter { $0 == .serviceLost }.count == 1)
            }
        }
    }

    @Test func `the same card out and in again is a removal and a new insertion`()
        async
    {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run { daemon in
                daemon.useInThisProcess()
                let slot = VPCDSlot(port: daemon.slotPorts[0])
                slot.insert(.blank)
                let service = PCSCService()
                let first = try await inserted(service, 0)
                let log = EventLog(service.events())
                try await log.next(.snapshot)
                slot.remove()
                try await Task.sleep(for: .milliseconds(500))  // the driver is looked at every 400 ms
                slot.insert(.blank)
                let removed = try await log.next(.cardRemoved).event.reader?.insertion
                let next = try await log.next(.cardInserted).event.reader?.insertion
                #expect(removed == first.insertion)
                #expect(next?.epoch != removed?.epoch)
            }
        }
    }
}
