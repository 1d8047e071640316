import ISO7816
import PCSC
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// Waiting for a card by its answer to reset, on the simulated service.
struct WaitForCardTests {
    let desk = SimulatedService()
    private static let other: [UInt8] = [0x3B, 0x81, 0x01, 0x41, 0xC1]

    private func slot(_ name: String, _ card: VirtualCard? = nil) throws -> SimulatedSlot {
        try #require(desk.attach(SimulatedReader(name), card: card))
    }

    private func blank() throws -> ATRMask { try ATRMask(exactly: VirtualCard.blank.atr) }

    // MARK: What goes wrong

    @Test func `a wait ends at its deadline, and leaves neither context nor thread at work behind`() async throws {
        _ = try slot("A")
        let service = PCSCService(functions: desk.table)
        let mask = try blank()
        await #expect(throws: PCSCError(.deadlineExceeded, .getStatusChange)) {
            try await service.waitForCard(matching: [mask], deadline: .milliseconds(50))
        }
        try await eventually { desk.openContexts <= 1 }  // the service's own
    }

    @Test(arguments: [true, false])
    func `cancelling ends the wait at once, before it began too`(isEarly: Bool) async throws {
        _ = try slot("A")
        let service = PCSCService(functions: desk.table)
        let task = Task {
            if isEarly { try? await Task.sleep(for: .seconds(60)) }
            return try await service.waitForCard()
        }
        if !isEarly { try await eventually { desk.openContexts == 2 } }
        let start = ContinuousClock.now
        task.cancel()
        await #expect(throws: PCSCError(.cancelled, .getStatusChange)) { try await task.value }
        #expect(ContinuousClock.now - start < .seconds(20))
        try await eventually { desk.openContexts <= 1 }
    }

    @Test func `no pattern lets no card in`() async throws {
        _ = try slot("A", .blank)
        let service = PCSCService(functions: desk.table)
        await #expect(throws: PCSCError(.deadlineExceeded, .getStatusChange)) {
            try await service.waitForCard(matching: [], deadline: .milliseconds(50))
        }
    }

    @Test func `a mute card is none, and neither is one of another length`() async throws {
        _ = try slot("A", VirtualCard(atr: [], isMute: true))
        _ = try slot("B", VirtualCard(atr: Self.other))
        let service = PCSCService(functions: desk.table)
        let anyOfFour = try ATRMask([0, 0, 0, 0], mask: [0, 0, 0, 0])
        await #expect(throws: PCSCError(.deadlineExceeded, .getStatusChange)) {
            try await service.waitForCard(matching: [anyOfFour], deadline: .milliseconds(50))
        }
        #expect(try await service.waitForCard().reader == "B")
    }

    @Test func `a service that isn't there, or that goes, is an error and not a long wait`() async throws {
        _ = try slot("A")
        let service = PCSCService(functions: desk.table)
        desk.stop()
        let error = await #expect(throws: PCSCError.self) { try await service.waitForCard() }
        #expect(error?.category == .service)
        desk.start()
        let task = Task { try await service.waitForCard() }
        try await eventually { desk.openContexts >= 2 }
        desk.stop()
        let lost = await #expect(throws: PCSCError.self) { try await task.value }
        #expect(lost?.category == .service)
    }

    // MARK: How it goes

    @Test func `a card that is in already counts`() async throws {
        _ = try slot("A", VirtualCard(atr: Self.other))
        _ = try slot("B", .blank)
        let service = PCSCService(functions: desk.table)
        let card = try await service.waitForCard(matching: [try blank()])
        #expect(card.reader == "B")
        #expect(try await service.withSession(with: card) { try $0.transmit([0, 0xA4, 4, 0]) } == [0x6D, 0x00])
    }

    @Test func `cards that don't fit are waited past, in readers too that come meanwhile`() async throws {
        let first = try slot("A", .blank)
        let service = PCSCService(functions: desk.table)
        let mask = try ATRMask(exactly: Self.other)
        let task = Task { try await service.waitForCard(matching: [mask], deadline: .seconds(20)) }
        try await eventually { desk.openContexts == 2 }
        first.insert(.blank)
        let second = try slot("B")
        second.insert(VirtualCard(atr: Self.other))
        #expect(try await task.value.reader == "B")
        #expect(first.card?.exchanges.isEmpty == true)
        #expect(second.card?.exchanges.isEmpty == true)
    }

    @Test func `only the readers that are named count`() async throws {
        _ = try slot("A", .blank)
        let second = try slot("B")
        let service = PCSCService(functions: desk.table)
        let task = Task { try await service.waitForCard(in: ["B"], deadline: .seconds(20)) }
        try await eventually { desk.openContexts == 2 }
        second.insert(.blank)
        #expect(try await task.value.reader == "B")
    }
}
