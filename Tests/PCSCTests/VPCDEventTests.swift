import Foundation
import PCSC
import PCSCTesting
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
                let before = try await inserted(service, 0).insertion
                let log = EventLog(service.events())
                try await log.next(.snapshot)
                let killed = ContinuousClock.now
                daemon.kill()
                let lost = try await log.next(.serviceLost)
                #expect(lost.at - killed < .seconds(10))  // 50 ms in quiet: see Benchmarks
                try await Task.sleep(for: .milliseconds(700))
                try daemon.start()
                let started = ContinuousClock.now
                try await log.next(.serviceRestored)
                let restored = try await log.next(.snapshot)
                #expect(restored.at - started < .seconds(10))
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
                let removed = try await log.next(.cardRemoved).event.reader?.insertion
                slot.insert(.blank)
                let next = try await log.next(.cardInserted).event.reader?.insertion
                #expect(removed == first.insertion)
                #expect(next?.epoch != removed?.epoch)
            }
        }
    }
}

extension VPCDEventTests {
    /// vpcd's slots are looked at every 400 ms, so eight of them at once, each 13 times in and out.
    @Test func `200 insertions and removals in eight slots at once are all told, once`() async {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run(pairs: 4) { daemon in
                daemon.useInThisProcess()
                let service = PCSCService()
                let log = EventLog(service.events())
                try await log.next(.snapshot)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for (index, port) in daemon.slotPorts.enumerated() {
                        group.addTask {
                            let slot = VPCDSlot(port: port)
                            for round in 1...13 {
                                slot.insert(.blank)
                                try await log.wait(for: .cardInserted, in: index, count: round)
                                slot.remove()
                                try await log.wait(for: .cardRemoved, in: index, count: round)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                let epochs = log.entries.filter { $0.event.kind == .cardInserted }.compactMap {
                    $0.event.reader?.insertion?.epoch
                }
                #expect(epochs.count == 104)
                #expect(Set(epochs).count == 104)
                #expect(log.kinds.filter { $0 == .cardRemoved }.count == 104)
                #expect(log.kinds.filter { $0 == .cardInserted || $0 == .cardRemoved }.count == 208)
            }
        }
    }
}

extension EventLog {
    /// Waits until a reader has had so many events of a kind; more than that is a failure of its own.
    fileprivate func wait(for kind: ReaderEvent.Kind, in index: Int, count: Int) async throws {
        try await eventually(within: .seconds(20), "\(kind) \(count) in reader \(index)") {
            entries.filter { $0.event.kind == kind && $0.event.reader?.index == index }.count >= count
        }
    }
}
