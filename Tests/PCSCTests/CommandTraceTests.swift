import PCSC
import PCSCTesting
import Synchronization
import Testing
import VirtualCards

struct CommandTraceTests {
    private final class Entries: Sendable {
        private let list = Mutex<[CommandTrace.Entry]>([])
        var all: [CommandTrace.Entry] { list.withLock { $0 } }
        var trace: CommandTrace { CommandTrace { entry in self.list.withLock { $0.append(entry) } } }
    }

    struct Echo: CardResponder {
        mutating func reset() {}
        mutating func respond(to command: [UInt8]) -> CardAnswer { .response([0xAA, 0xBB, 0x90, 0x00]) }
    }

    let desk = SimulatedService()
    private let entries = Entries()

    private func connection(_ responder: some CardResponder, policy: CommandPolicy = .unrestricted) throws
        -> CardConnection
    {
        desk.attach(SimulatedReader("A"), card: VirtualCard(atr: [0x3B, 0x80, 0x01, 0x81], responder: responder))
        return try Context(functions: desk.table, policy: policy, trace: entries.trace).connect(to: "A")
    }

    /// VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER, chained and proprietary forms of them, PUT DATA, and no command
    /// at all.
    @Test(
        arguments: [
            [0x00, 0x20, 0x00, 0x80, 0x04, 0x31, 0x32, 0x33, 0x34],
            [0x10, 0x24, 0x00, 0x80, 0x04, 0x31, 0x32, 0x33, 0x34],
            [0x00, 0x2C, 0x00, 0x80, 0x04, 0x31, 0x32, 0x33, 0x34],
            [0x80, 0xA4, 0x00, 0x80, 0x04, 0x31, 0x32, 0x33, 0x34],
            [0x00, 0xDB, 0x3F, 0xFF, 0x04, 0x31, 0x32, 0x33, 0x34],
            [0x00, 0xB0, 0x00, 0x80, 0x09, 0x31, 0x32, 0x33, 0x34],
        ] as [[UInt8]])
    func `no secret goes into a trace, in the command or its answer`(command: [UInt8]) throws {
        _ = try connection(Echo()).transmit(command)
        let entry = try #require(entries.all.first)
        #expect(entry.command == Array(command.prefix(4)))
        #expect(entry.commandLength == command.count)
        #expect(entry.response == [0x90, 0x00])
        #expect(entry.responseLength == 4)
        #expect(entry.isWithheld)
    }

    @Test func `a command that reads is told whole`() throws {
        _ = try connection(Echo()).transmit([0x00, 0xB0, 0x00, 0x00, 0x02])
        let entry = try #require(entries.all.first)
        #expect(entry.reader == "A")
        #expect(entry.command == [0x00, 0xB0, 0x00, 0x00, 0x02])
        #expect(entry.response == [0xAA, 0xBB, 0x90, 0x00])
        #expect(entry.duration > .zero)
        #expect(entry.failure == nil && !entry.isWithheld)
    }

    @Test func `a command without an answer is told with its failure, and one that was refused isn't`() throws {
        struct Leaving: CardResponder {
            mutating func reset() {}
            mutating func respond(to command: [UInt8]) -> CardAnswer { .leaves }
        }
        let connection = try connection(Leaving(), policy: CommandPolicy { $0[1] == 0xB0 })
        #expect(throws: PCSCError.self) { try connection.transmit([0x00, 0x20, 0x00, 0x80]) }
        #expect(entries.all.isEmpty)
        #expect(throws: PCSCError.self) { try connection.transmit([0x00, 0xB0, 0x00, 0x00, 0x02]) }
        #expect(entries.all.map(\.failure) == [.cardLost])
        #expect(entries.all.map(\.response) == [[]])
    }

    @Test func `each session of a traced service is traced`() async throws {
        desk.attach(SimulatedReader("A"), card: .blank)
        let service = PCSCService(functions: desk.table, trace: entries.trace)
        let insertion = try #require(try await service.readers().first?.insertion)
        for _ in 0..<2 { try await service.withSession(with: insertion) { try $0.transmit([0x00, 0xA4, 0x04, 0x00]) } }
        #expect(entries.all.map(\.response) == [[0x6D, 0x00], [0x6D, 0x00]])
    }
}
