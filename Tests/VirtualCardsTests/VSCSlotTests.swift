import Foundation
import PCSCTesting
import TestSupport
import Testing

@testable import VirtualCards

/// A slot against a host that speaks libcacard's protocol. The real host, QEMU, is on the USB bench.
@Suite(.serialized) struct VSCSlotTests {
    private let janitor: Janitor
    private let slot: VSCSlot
    private let host: VSCSocket

    init() throws {
        janitor = try Janitor()
        slot = try VSCSlot(listeningAt: janitor.folder + "/slot")
        host = try VSCSocket(connectedTo: janitor.folder + "/slot")
    }

    private func greet() {
        host.send(.hello)
    }

    private func apdu(_ bytes: [UInt8]) -> VSCMessage {
        VSCMessage(kind: .apdu, payload: bytes)
    }

    private let card = VirtualCard(atr: PIVCard.atr, responder: BlankCard())

    /// Puts the card in after the host has come, which is told at once.
    private func insertCard() async throws {
        try await eventually("the connection") { slot.isConnected }
        slot.insert(card)
        try #require(host.receive()?.kind == .atr)
    }

    @Test func `a slot with a card greets back once, adds its reader and tells the ATR`() async throws {
        defer { slot.close() }
        try await insertCard()
        greet()
        try #require(host.receive() == .hello)
        #expect(host.receive()?.kind == .readerAdd)
        #expect(host.receive() == VSCMessage(kind: .atr, payload: PIVCard.atr))
        greet()
        // Nothing comes before the answer to this: the second greeting was the answer to ours.
        host.send(apdu([0, 0, 0, 0]))
        #expect(host.receive() == apdu([0x6D, 0x00]))
    }

    @Test func `a host whose reader was unplugged and plugged in finds the card again`() async throws {
        defer { slot.close() }
        try await insertCard()
        for _ in 1...2 {
            greet()
            #expect(host.receive() == .hello)
            #expect(host.receive()?.kind == .readerAdd)
            #expect(host.receive()?.kind == .atr)
            greet()
        }
    }

    @Test func `a swap is a removal and an insertion`() async throws {
        defer { slot.close() }
        try await eventually("the connection") { slot.isConnected }
        slot.insert(card)
        slot.insert(VirtualCard(atr: [0x3B, 0x00], responder: BlankCard()))
        #expect(host.receive() == VSCMessage(kind: .atr, payload: PIVCard.atr))
        #expect(host.receive() == VSCMessage(kind: .cardRemove))
        #expect(host.receive() == VSCMessage(kind: .atr, payload: [0x3B, 0x00]))
        #expect(!card.isPowered)
    }

    @Test func `a card that leaves in the middle of an exchange is a removal`() async throws {
        defer { slot.close() }
        try await eventually("the connection") { slot.isConnected }
        slot.insert(VirtualCard(atr: PIVCard.atr, responder: LeavingCard()))
        #expect(host.receive()?.kind == .atr)
        host.send(apdu([0, 0, 0, 0]))
        #expect(host.receive() == apdu([]))
        #expect(host.receive() == VSCMessage(kind: .cardRemove))
        #expect(slot.card == nil)
    }

    @Test func `an ATR that the host refuses is counted`() async throws {
        defer { slot.close() }
        host.send(VSCMessage(kind: .error, payload: [0, 0, 0, 0]))
        host.send(VSCMessage(kind: .error, payload: [0, 0, 0, 1]))
        try await eventually("the refusal") { slot.refusals == 1 }
    }

    @Test func `flushing is answered, and commands without a card are not`() {
        defer { slot.close() }
        host.send(apdu([0, 0, 0, 0]))
        host.send(VSCMessage(kind: .flush, reader: 7))
        #expect(host.receive() == VSCMessage(kind: .flushComplete, reader: 7))
    }

    @Test(arguments: [
        [UInt8](repeating: 0, count: 12), [UInt8](repeating: 0xFF, count: 12),
        [0, 0, 0, 7, 0, 0, 0, 0, 0, 1, 0, 1],
    ])
    func `a host that talks nonsense is hung up on, and another is served`(header: [UInt8]) throws {
        defer { slot.close() }
        host.send(bytes: header)
        #expect(host.receive() == nil)
        let next = try VSCSocket(connectedTo: janitor.folder + "/slot")
        next.send(.hello)
        #expect(next.receive() == .hello)
    }

    @Test func `a closed slot hangs up`() async throws {
        try await eventually("the connection") { slot.isConnected }
        slot.close()
        #expect(host.receive() == nil)
        try await eventually("the end") { !slot.isConnected }
    }

    @Test func `a path that no socket can have is refused`() {
        #expect(throws: VSCError.pathTooLong) { try VSCSlot(listeningAt: "/" + String(repeating: "x", count: 108)) }
        #expect(throws: VSCError.system(call: "bind", code: ENOENT)) { try VSCSlot(listeningAt: "/nonexistent/slot") }
    }
}

private struct LeavingCard: CardResponder {
    mutating func reset() {}
    mutating func respond(to command: [UInt8]) -> CardAnswer { .leaves }
}
