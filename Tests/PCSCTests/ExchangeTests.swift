import ISO7816
import PCSC
import PCSCTesting
import Synchronization
import TestSupport
import Testing

/// Whole commands and their answers, over the simulated service.
struct ExchangeTests {
    /// Answers from a list, in order; 6F00 after its end.
    struct Script: CardResponder {
        var answers: [CardAnswer]
        mutating func reset() {}
        mutating func respond(to command: [UInt8]) -> CardAnswer {
            answers.isEmpty ? .response([0x6F, 0x00]) : answers.removeFirst()
        }
    }

    let desk = SimulatedService()
    /// T=1, and chaining announced (ISO/IEC 7816-4 §8.1.1.2.7).
    static let chainingATR: [UInt8] = [0x3B, 0x85, 0x80, 0x01, 0x80, 0x73, 0x80, 0x01, 0x80, 0x77]

    private func connection(
        _ answers: [CardAnswer], atr: [UInt8] = [0x3B, 0x80, 0x01, 0x81], policy: CommandPolicy = .unrestricted
    ) throws -> (CardConnection, VirtualCard) {
        let card = VirtualCard(atr: atr, responder: Script(answers: answers))
        desk.attach(SimulatedReader("A"), card: card)
        return (try Context(functions: desk.table, policy: policy).connect(to: "A"), card)
    }

    private static let read = CommandAPDU(ins: 0xB0, p1: 0, p2: 0, expectedLength: 256)
    private static let write = CommandAPDU(ins: 0xDA, p1: 0, p2: 0, data: [UInt8](repeating: 1, count: 300))

    // MARK: What goes wrong

    @Test(
        arguments: [
            ([CardAnswer](repeating: .response([1, 0x61, 0x01]), count: 1_000), PCSCError.Code.responseTooLong),
            ([CardAnswer](repeating: .response([0x61, 0x01]), count: 1_000), .responseIncomplete),
            ([.response([1, 0x61, 0x01]), .leaves], .cardLost),
            ([.leaves], .cardLost),
        ] as [([CardAnswer], PCSCError.Code)])
    func `a card that never comes to an end, or leaves, is an error and no answer`(
        answers: [CardAnswer], code: PCSCError.Code
    ) throws {
        let (connection, card) = try connection(answers)
        #expect(throws: PCSCError(code, .transmit, reader: "A")) { try connection.exchange(Self.read) }
        #expect(card.exchanges.count <= 302)
    }

    @Test func `a command that this card doesn't take isn't sent`() throws {
        let (connection, card) = try connection([])
        #expect(throws: PCSCError(.commandTooLong, .transmit, reader: "A")) { try connection.exchange(Self.write) }
        #expect(throws: PCSCError(.invalidParameter, .transmit, reader: "A")) {
            try connection.exchange(CommandAPDU(ins: 0xB0, p1: 0, p2: 0, expectedLength: 70_000))
        }
        #expect(card.exchanges.isEmpty)
    }

    /// The policy sees what the card asked for too, so that a card can't have sent what it refuses.
    @Test func `what the policy refuses isn't sent, though the card asks for it`() throws {
        let policy = CommandPolicy { $0[1] == 0xB0 && $0[4] == 0x00 }
        for answer in [[1, 0x61, 0x05], [0x6C, 0x05]] as [[UInt8]] {
            let (connection, card) = try ExchangeTests().connection([.response(answer)], policy: policy)
            #expect(throws: PCSCError(.commandRefused, .transmit, reader: "A")) { try connection.exchange(Self.read) }
            #expect(card.exchanges.map(\.command) == [[0x00, 0xB0, 0x00, 0x00, 0x00]])
        }
    }

    @Test func `a chain is refused at its first link by a policy without chaining`() throws {
        let policy = CommandPolicy { $0[0] == 0x00 }
        let (connection, card) = try connection([], policy: policy)
        #expect(throws: PCSCError(.commandRefused, .transmit, reader: "A")) {
            try connection.exchange(Self.write, lengths: LengthSupport(commandChaining: true))
        }
        #expect(card.exchanges.isEmpty)
    }

    @Test func `an exchange that goes on is ended with its session`() async throws {
        let pieces = [CardAnswer](repeating: .response([1, 0x61, 0x01]), count: 1_000)
        let card = VirtualCard(
            atr: [0x3B, 0x80, 0x01, 0x81], latency: .milliseconds(10), responder: Script(answers: pieces))
        desk.attach(SimulatedReader("A"), card: card)
        let service = PCSCService(functions: desk.table)
        let insertion = try #require(try await service.readers().first?.insertion)
        var options = SessionOptions()
        options.deadline = .milliseconds(100)
        await #expect(throws: PCSCError(.deadlineExceeded, .connect, reader: "A")) {
            try await service.withSession(with: insertion, options: options) { session in
                try session.exchange(Self.read)
            }
        }
        // What was under way is the last.
        try await eventually { desk.openConnections == 0 }
        let sent = card.exchanges.count
        try await Task.sleep(for: .milliseconds(50))
        #expect(card.exchanges.count == sent)
        #expect(sent < 300)
    }

    // MARK: How it goes

    @Test func `a session goes by what the card's answer to reset announces`() async throws {
        let card = VirtualCard(
            atr: Self.chainingATR, responder: Script(answers: [.response([0x90, 0x00]), .response([0x90, 0x00])]))
        desk.attach(SimulatedReader("A"), card: card)
        let service = PCSCService(functions: desk.table)
        let insertion = try #require(try await service.readers().first?.insertion)
        let answer = try await service.withSession(with: insertion) { try $0.exchange(Self.write) }
        #expect(answer.status == .success)
        #expect(card.exchanges.map { $0.command.prefix(5) } == [[0x10, 0xDA, 0, 0, 255], [0x00, 0xDA, 0, 0, 45]])
    }

    @Test func `the whole answer comes of all pieces`() throws {
        let (connection, _) = try connection([.response([1, 2, 0x61, 0x01]), .response([3, 0x90, 0x00])])
        #expect(try connection.exchange(Self.read) == ResponseAPDU(data: [1, 2, 3], status: .success))
    }
}
