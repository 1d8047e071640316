import CPCSCLite
import Foundation
import PCSCTesting
import Synchronization
import TestSupport
import Testing
import VirtualCards

@testable import PCSC

/// Events on the simulated service.
struct EventTests {
    let desk = SimulatedService()

    private func slot(_ name: String, _ card: VirtualCard? = nil) throws -> SimulatedSlot {
        try #require(desk.attach(SimulatedReader(name), card: card))
    }

    @Test func `the first event shows every reader, cards included (pyscard 231)`() async throws {
        _ = try slot("A", .blank)
        _ = try slot("B")
        let log = EventLog(PCSCService(functions: desk.table).events())
        guard case .snapshot(let readers) = try await log.next(.snapshot).event else { return }
        #expect(readers.map(\.condition) == [.present, .empty])
        #expect(readers[0].insertion?.epoch == 1)
    }

    @Test func `readers that come and go together are all told (PCSC 190, pyscard 220)`() async throws {
        let log = EventLog(PCSCService(functions: desk.table).events())
        try await log.next(.snapshot)
        let first = try slot("A", .blank)
        let second = try slot("B")
        try await eventually { log.kinds.filter { $0 == .readerAttached }.count == 2 }
        #expect(log.kinds.filter { $0 == .cardInserted }.count == 1)
        desk.detach(first)
        desk.detach(second)
        try await eventually { log.kinds.filter { $0 == .readerDetached }.count == 2 }
        #expect(log.kinds.filter { $0 == .cardRemoved }.count == 1)
    }

    @Test func `a reader that is replaced by another at once is a detachment and an attachment`() async throws {
        let first = try slot("A")
        let log = EventLog(PCSCService(functions: desk.table).events())
        try await log.next(.snapshot)
        desk.detach(first)
        _ = try slot("B")
        #expect(try await log.next(.readerDetached).event.reader?.name == "A")
        #expect(try await log.next(.readerAttached).event.reader?.name == "B")
    }

    @Test(arguments: [true, false])
    func `a swap between two waits is a removal and an insertion (pcsc-sharp and tomkp compare presence alone)`(
        isSameATR: Bool
    ) async throws {
        let slot = try slot("A", .blank)
        // The swap happens after a look and before the next wait begins.
        let next = isSameATR ? .blank : VirtualCard(atr: [0x3B, 0x81, 0x01, 0x41, 0xC1], responder: BlankCard())
        slot.insert(.blank)
        let plan = FaultPlan([.init(.getStatusChange, atCall: 2, .first { slot.insert(next) })])
        let service = PCSCService(functions: plan.applied(to: desk.table))
        let log = EventLog(service.events())
        try await log.next(.snapshot)
        let removed = try #require(try await log.next(.cardRemoved).event.reader?.insertion)
        let inserted = try #require(try await log.next(.cardInserted).event.reader?.insertion)
        #expect(inserted.epoch == removed.epoch + 1)
        #expect(inserted.atr == next.atr)
        #expect(log.kinds == [.snapshot, .cardRemoved, .cardInserted])
        // Everybody who looks through one service sees the same insertion.
        #expect(try await service.readers().first?.insertion == inserted)
    }

    @Test func `a mute card is put in, told as mute, and taken out`() async throws {
        let slot = try slot("A")
        let log = EventLog(PCSCService(functions: desk.table).events())
        try await log.next(.snapshot)
        slot.insert(VirtualCard(atr: [], isMute: true))
        #expect(try await log.next(.cardInserted).event.reader?.condition == .mute)
        slot.remove()
        try await log.next(.cardRemoved)
    }

    @Test func `another program's use is told, our own sessions' isn't`() async throws {
        _ = try slot("A", .blank)
        let service = PCSCService(functions: desk.table)
        let log = EventLog(service.events())
        try await log.next(.snapshot)
        let insertion = try #require(try await service.readers().first?.insertion)
        for _ in 0..<20 { try await service.withSession(with: insertion) { try $0.transmit([0, 0xA4, 4, 0]) } }
        #expect(log.kinds == [.snapshot])
        let other = try Context(functions: desk.table).connect(to: "A")
        #expect(try await log.next(.readerChanged).event.reader?.condition == .inUse)
        #expect(try await service.readers().first?.condition == .inUse)
        other.disconnect()
        #expect(try await log.next(.readerChanged).event.reader?.condition == .present)
    }

    @Test func `a service that ends is lost once, and restored with a snapshot (pyscard 82, node-pcsclite 55)`()
        async throws
    {
        _ = try slot("A", .blank)
        let service = PCSCService(functions: desk.table)
        let log = EventLog(service.events())
        try await log.next(.snapshot)
        for _ in 0..<3 {
            desk.stop()
            let lost = try await log.next(.serviceLost)
            guard case .serviceLost(let error) = lost.event else { return }
            #expect(error.category == .service)
            try await Task.sleep(for: .milliseconds(50))
            desk.start()
            try await log.next(.serviceRestored)
            try await log.next(.snapshot)
        }
        #expect(log.kinds.count == 10)
        // The dead contexts are gone: one to wait with, one that stands for the service.
        try await eventually { desk.openContexts <= 2 }
    }

    /// What pcscd's socket says to whoever calls in the moment of its death: accepted, and closed.
    @Test func `a service that refuses once as it dies is not left alone like one that refuses for good`() async throws
    {
        let plan = FaultPlan([.init(.establishContext, atCalls: 3...4, .returns(SCARD_W_SECURITY_VIOLATION))])
        let log = EventLog(PCSCService(functions: plan.applied(to: desk.table)).events())
        try await log.next(.snapshot)
        #expect(plan.calls(of: .establishContext) == 2)
        desk.stop()
        let lost = try await log.next(.serviceLost)
        desk.start()
        // A busy computer may let this test start it late.
        let late = ContinuousClock.now - lost.at
        let restored = try await log.next(.serviceRestored)
        #expect(plan.calls(of: .establishContext) >= 5)
        // A service that refuses for good is asked every 3 s.
        #expect(restored.at - lost.at < .milliseconds(2_500) + late)
    }

    @Test func `a service that is not there at first is waited for`() async throws {
        desk.stop()
        let log = EventLog(PCSCService(functions: desk.table).events())
        try await log.next(.serviceLost)
        desk.start()
        try await log.next(.serviceRestored)
        try await log.next(.snapshot)
    }

    @Test func `leaving the loop ends thread and contexts, though the first cancels are lost (PCSC 24, 160)`()
        async throws
    {
        _ = try slot("A", .blank)
        for round in 0..<50 {
            let service = PCSCService(functions: desk.table)
            desk.loseCancels(round % 5)
            let task = Task {
                for await _ in service.events() {}
            }
            if round % 2 == 0 { try await Task.sleep(for: .milliseconds(1)) }
            let start = ContinuousClock.now
            task.cancel()
            await task.value
            #expect(ContinuousClock.now - start < .seconds(10))
        }
        try await eventually { desk.openContexts == 0 }
    }

    @Test func `breaking out of the loop ends the thread`() async throws {
        let service = PCSCService(functions: desk.table)
        for await event in service.events() {
            #expect(event.kind == .snapshot)
            break
        }
        try await eventually { desk.openContexts <= 1 }
    }

    @Test func `a hung service is lost to listeners, who can leave, and is restored when it goes on`() async throws {
        let service = PCSCService(functions: desk.table)
        let task = Task {
            for await _ in service.events() {}
        }
        try await Task.sleep(for: .milliseconds(20))
        desk.hang()
        let start = ContinuousClock.now
        task.cancel()
        await task.value
        #expect(ContinuousClock.now - start < .seconds(10))
        desk.resume()
        try await eventually { desk.openContexts <= 1 }
    }

    @Test func `with 16 readers, where no notification fits, cards are told at once and readers soon`() async throws {
        var slots: [SimulatedSlot] = []
        for number in 1...16 { slots.append(try slot("Reader \(number)")) }
        let log = EventLog(PCSCService(functions: desk.table).events())
        try await log.next(.snapshot)
        slots[15].insert(.blank)
        #expect(try await log.next(.cardInserted).event.reader?.name == "Reader 16")
        desk.detach(slots[3])
        #expect(try await log.next(.readerDetached).event.reader?.name == "Reader 4")
    }

    /// pcsc-lite compares its 32-bit counter with 16 bits of it: from the 65,536th event on every wait ends at once.
    @Test func `a wait that ends for nothing doesn't become a busy loop (eid-mw 161, OpenSC 1903)`() async throws {
        let slot = try slot("A", .blank)
        slot.insert(.blank)
        var table = desk.table
        let real = table.getStatusChange
        let waits = Mutex(0)
        table.getStatusChange = { context, timeout, states, count in
            if timeout > 0, let states, states[0].dwCurrentState >> 16 != 0 {
                waits.withLock { $0 += 1 }
                return 0
            }
            return real(context, timeout, states, count)
        }
        let log = EventLog(PCSCService(functions: table).events())
        try await log.next(.snapshot)
        let began = ContinuousClock.now
        try await Task.sleep(for: .milliseconds(300))
        let seen = waits.withLock { $0 }
        // There is a pause of 100 ms between two.
        #expect(Double(seen) < (ContinuousClock.now - began) / .milliseconds(100) + 7)
        slot.remove()
        try await log.next(.cardRemoved)
    }

    @Test func `without a notification reader, readers are found by looking, and not in a busy loop`() async throws {
        var table = desk.table
        let real = table.getStatusChange
        let waits = Mutex(0)
        table.getStatusChange = { context, timeout, states, count in
            let names = UnsafeBufferPointer(start: states, count: Int(count)).compactMap(\.szReader)
            if timeout > 0 { waits.withLock { $0 += 1 } }
            if names.contains(where: { String(cString: $0).hasPrefix("\\\\?PnP?") }) { return SCARD_E_UNKNOWN_READER }
            return real(context, timeout, states, count)
        }
        let slot = try slot("A")
        let log = EventLog(PCSCService(functions: table).events())
        try await log.next(.snapshot)
        let began = ContinuousClock.now
        try await Task.sleep(for: .milliseconds(500))
        let seen = waits.withLock { $0 }
        // Each lasts 1.5 s.
        #expect(Double(seen) <= (ContinuousClock.now - began) / .milliseconds(1_500) + 2)
        slot.insert(.blank)
        try await log.next(.cardInserted)
        let second = try self.slot("B", .blank)
        #expect(try await log.next(.readerAttached).event.reader?.name == "B")
        try await log.next(.cardInserted)
        desk.detach(slot)
        desk.detach(second)
        try await eventually { log.kinds.filter { $0 == .readerDetached }.count == 2 }
        // With no reader at all there is nothing that C could wait for.
        let before = waits.withLock { $0 }
        try await Task.sleep(for: .milliseconds(500))
        #expect(waits.withLock { $0 } == before)
        _ = try self.slot("C")
        #expect(try await log.next(.readerAttached).event.reader?.name == "C")
    }

    @Test func `nothing is sent to a card while one only watches`() async throws {
        let slot = try slot("A", .blank)
        let plan = FaultPlan()
        let log = EventLog(PCSCService(functions: plan.applied(to: desk.table)).events())
        try await log.next(.snapshot)
        slot.insert(.blank)
        try await log.next(.cardInserted)
        #expect(slot.card?.exchanges.isEmpty == true)
        for function in [FaultPlan.Function.connect, .transmit, .status, .control] {
            #expect(plan.calls(of: function) == 0)
        }
    }

    /// A million with RA_LONG_TESTS=1 (`make test-long`), fewer else. Each change happens while the monitor is
    /// between two of its steps, wherever that may be.
    @Test func `no insertion or removal is lost or told twice`() async throws {
        let changes = ProcessInfo.processInfo.environment["RA_LONG_TESTS"] == nil ? 20_000 : 1_000_000
        let slot = try slot("A")
        let service = PCSCService(functions: desk.table)
        let seen = Guarded(0)
        let isReady = Gate()
        let isAlternating = Mutex(true)
        let task = Task {
            var epoch: UInt64 = 0
            for await event in service.events() {
                switch event {
                case .cardInserted(let reader):
                    let next = reader.insertion?.epoch ?? 0
                    if next != epoch + 1 { isAlternating.withLock { $0 = false } }
                    epoch = next
                case .cardRemoved(let reader):
                    if reader.insertion?.epoch != epoch { isAlternating.withLock { $0 = false } }
                default:
                    isReady.open()
                    continue
                }
                seen.update { $0 += 1 }
            }
        }
        // On a thread of its own: it blocks.
        let done = Guarded<Int?>(nil)
        Thread.detachNewThread {
            isReady.wait()
            let card = VirtualCard.blank
            var change = 0
            while change < changes {
                change += 1
                if change % 2 == 1 { slot.insert(card) } else { slot.remove() }
                let number = change
                guard seen.wait(until: Deadline(in: .seconds(20)), { $0 >= number ? () : nil }) != nil else { break }
            }
            let last = change
            done.update { $0 = last }
        }
        try await eventually(within: .seconds(600)) { done.withLock { $0 } != nil }
        #expect(done.withLock { $0 } == changes)
        task.cancel()
        await task.value
        #expect(seen.withLock { $0 } == changes)
        #expect(isAlternating.withLock { $0 })
    }
}
