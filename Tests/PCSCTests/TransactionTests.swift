import CPCSCLite
import PCSC
import PCSCTesting
import Synchronization
import TestSupport
import Testing
import VirtualCards

struct TransactionTests {
    struct Mine: Error, Equatable {}

    let desk = SimulatedService()
    let slot: SimulatedSlot

    init() throws {
        slot = try #require(desk.attach(SimulatedReader("A"), card: .blank))
    }

    @Test func `a closure that throws leaves no transaction behind, and its error is the one that is told`() throws {
        let connection = try Context(functions: desk.table).connect(to: "A")
        #expect(throws: Mine()) { try connection.withTransaction { throw Mine() } }
        #expect(!desk.hasTransaction(slot))
    }

    @Test
    func `a card that leaves meanwhile is no error where it was to be left as it is, and one where it was to be reset`()
        throws
    {
        for (disposition, isError) in [(Disposition.leave, false), (.reset, true)] {
            slot.insert(.blank)
            let connection = try Context(functions: desk.table).connect(to: "A")
            let transaction = { try connection.withTransaction(ending: disposition) { self.slot.remove() } }
            if isError {
                #expect(throws: PCSCError(.removedCard, .endTransaction, reader: "A"), performing: transaction)
            } else {
                try transaction()
            }
            connection.disconnect()
        }
    }

    @Test func `a card is reset at the end where that was wanted, also after an error`() throws {
        let ends = Mutex<[DWORD]>([])
        var table = desk.table
        let end = table.endTransaction
        table.endTransaction = { card, disposition in
            ends.withLock { $0.append(disposition) }
            return end(card, disposition)
        }
        let connection = try Context(functions: table).connect(to: "A")
        #expect(throws: Mine()) { try connection.withTransaction(ending: .reset) { throw Mine() } }
        #expect(ends.withLock { $0 } == [1])
    }

    @Test func `a session without a transaction takes one for as long as it needs it`() async throws {
        let service = PCSCService(functions: desk.table)
        let insertion = try #require(try await service.readers().first?.insertion)
        var options = SessionOptions()
        options.transaction = false
        let (desk, slot) = (desk, slot)
        try await service.withSession(with: insertion, options: options) { session in
            #expect(!desk.hasTransaction(slot))
            try session.withTransaction { #expect(desk.hasTransaction(slot)) }
            #expect(!desk.hasTransaction(slot))
        }
        try await service.withSession(with: insertion) { session in
            try session.withTransaction {}
            #expect(desk.hasTransaction(slot))
        }
    }

    @Test func `a session that was given up while it waited for a transaction doesn't begin`() async throws {
        let other = try Context(functions: desk.table).connect(to: "A")
        let service = PCSCService(functions: desk.table)
        let insertion = try #require(try await service.readers().first?.insertion)
        var options = SessionOptions()
        options.transaction = false
        options.deadline = .seconds(1)
        let hasRun = Mutex(false)
        await #expect(throws: PCSCError(.deadlineExceeded, .connect, reader: "A")) {
            try await service.withSession(with: insertion, options: options) { session in
                try other.beginTransaction()
                try session.withTransaction { hasRun.withLock { $0 = true } }
            }
        }
        try other.endTransaction()
        try await eventually { desk.openConnections == 1 }
        #expect(hasRun.withLock { !$0 })
        #expect(!desk.hasTransaction(slot))
    }
}
