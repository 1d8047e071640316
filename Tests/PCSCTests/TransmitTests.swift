import CPCSCLite
import PCSC
import PCSCTesting
import Synchronization
import Testing
import VirtualCards

struct TransmitTests {
    /// Answers from a list, in order; 6F00 after its end.
    struct Script: CardResponder {
        var answers: [CardAnswer]
        mutating func reset() {}
        mutating func respond(to command: [UInt8]) -> CardAnswer {
            answers.isEmpty ? .response([0x6F, 0x00]) : answers.removeFirst()
        }
    }

    let desk = SimulatedService()

    private func connection(
        _ answers: [CardAnswer], policy: CommandPolicy = .unrestricted, table: FunctionTable? = nil
    ) throws -> (CardConnection, VirtualCard) {
        let card = VirtualCard(atr: [0x3B, 0x80, 0x01, 0x81], responder: Script(answers: answers))
        desk.attach(SimulatedReader("A"), card: card)
        let context = try Context(functions: table ?? desk.table, policy: policy)
        return (try context.connect(to: "A"), card)
    }

    @Test func `a card that leaves in the middle of an exchange is lost, never a status word`() throws {
        let (connection, _) = try connection([.leaves])
        #expect(throws: PCSCError(.cardLost, .transmit, reader: "A")) { try connection.transmit([0, 0xA4, 4, 0]) }
        #expect(throws: PCSCError.self) { try connection.transmit([0, 0xA4, 4, 0]) }
    }

    @Test(arguments: [0, 1])
    func `success with fewer than two bytes is a lost card`(length: Int) throws {
        var table = desk.table
        table.transmit = { _, _, _, _, response, responseLength in
            response[0] = 0x90
            responseLength.pointee = DWORD(length)
            return 0
        }
        let (connection, _) = try connection([], table: table)
        #expect(throws: PCSCError(.cardLost, .transmit, reader: "A")) { try connection.transmit([0, 0xA4, 4, 0]) }
    }

    @Test func `what the policy refuses isn't sent`() throws {
        let policy = CommandPolicy { command in command.count > 1 && command[1] == 0xA4 }
        let (connection, card) = try connection([.response([0x90, 0x00])], policy: policy)
        #expect(throws: PCSCError(.commandRefused, .transmit, reader: "A")) {
            try connection.transmit([0x00, 0x20, 0x00, 0x80])
        }
        #expect(throws: PCSCError(.commandRefused, .control, reader: "A")) { try connection.control(0x4200_0001) }
        #expect(card.exchanges.isEmpty)
        #expect(try connection.transmit([0x00, 0xA4, 0x04, 0x00]) == [0x90, 0x00])
    }

    @Test func `a connection's policy narrows its context's and never widens it`() throws {
        let context = try Context(functions: desk.table, policy: CommandPolicy { $0.count == 4 })
        desk.attach(SimulatedReader("A"), card: .blank)
        let connection = try context.connect(to: "A", policy: .unrestricted)
        #expect(throws: PCSCError(.commandRefused, .transmit, reader: "A")) {
            try connection.transmit([0x00, 0xB0, 0x00, 0x00, 0x00])
        }
    }

    @Test func `extended answers of 64 KiB arrive whole (kotlin-pcsc and swift-pcsc stop at 264 bytes)`() throws {
        let answer = [UInt8](repeating: 0xA5, count: 65_536) + [0x90, 0x00]
        let (connection, _) = try connection([.response(answer)])
        #expect(try connection.transmit([0x00, 0xB0, 0x00, 0x00, 0x00, 0x00, 0x00]) == answer)
    }

    @Test func `an answer goes into the caller's space`() throws {
        let (connection, _) = try connection([.response([0x01, 0x02, 0x90, 0x00])])
        var space = [UInt8](repeating: 0xEE, count: 8)
        var span = space.mutableSpan
        let length = try connection.transmit([0x00, 0xB0, 0x00, 0x00].span, into: &span)
        #expect(length == 4)
        #expect(space == [0x01, 0x02, 0x90, 0x00, 0xEE, 0xEE, 0xEE, 0xEE])
    }

    @Test func `a closed connection says so`() throws {
        let (connection, _) = try connection([])
        connection.disconnect()
        #expect(throws: PCSCError(.closed, .transmit, reader: "A")) { try connection.transmit([0, 0xA4, 4, 0]) }
        #expect(desk.openConnections == 0)
    }
}
