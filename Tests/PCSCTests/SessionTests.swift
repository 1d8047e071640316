import CPCSCLite
import PCSC
import PCSCTesting
import Synchronization
import TestSupport
import Testing
import VirtualCards

/// Sessions on the simulated service: what happens when something never answers, or somebody else interferes.
struct SessionTests {
    struct Silent: CardResponder {
        mutating func reset() {}
        mutating func respond(to command: [UInt8]) -> CardAnswer { .silence }
    }

    let desk = SimulatedService()
    let slot: SimulatedSlot

    init() throws {
        slot = try #require(desk.attach(SimulatedReader("A"), card: .blank))
    }

    private func options(_ deadline: Duration, _ change: (inout SessionOptions) -> Void = { _ in }) -> SessionOptions {
        var options = SessionOptions()
        options.deadline = deadline
        change(&options)
        return options
    }

    private func insertion(_ service: PCSCService) async throws -> Insertion {
        try #require(try await service.readers().first?.insertion)
    }

    @Test func `a session ends with nothing left behind, also when its closure throws`() async throws {
        struct Mine: Error {}
        let service = PCSCService(functions: desk.table)
        let insertion = try await insertion(service)
        #expect(try await service.withSession(with: insertion) { try $0.transmit([0, 0xA4, 4, 0]) } == [0x6D, 0x00])
        await #expect(throws: Mine.self) { try await service.withSession(with: insertion) { _ in throw Mine() } }
        #expect(desk.openConnections == 0)
        #expect(desk.openContexts == 1)  // the service's own
        #expect(!desk.hasTransaction(slot))
    }

    @Test func `a hung service is given up, and the context that it makes late is released`() async throws {
        let service = PCSCService(functions: desk.table)
        desk.hang()
        await #expect(throws: PCSCError(.deadlineExceeded, .getStatusChange)) {
            try await service.readers(deadline: .milliseconds(50))
        }
        await #expect(throws: PCSCError(.deadlineExceeded, .establishContext)) {
            _ = try await Context.establish(functions: desk.table, deadline: .milliseconds(50))
        }
        desk.resume()
        try await eventually { desk.openContexts == 1 }  // the service's own
    }

    /// 60 pcscds killed under a client that called all the time: 63 calls said "refused" (0x8010006A).
    @Test func `a service that dies is not taken for one that refuses this user`() async throws {
        let plan = FaultPlan([
            .init(.listReaders, atCall: 2, .returns(SCARD_F_COMM_ERROR)),
            .init(.establishContext, atCall: 2, .returns(SCARD_W_SECURITY_VIOLATION)),
        ])
        let service = PCSCService(functions: plan.applied(to: desk.table))
        #expect(try await service.readers().count == 1)
        await #expect(throws: PCSCError(.communicationError, .listReaders)) { try await service.readers() }
        #expect(try await service.readers().count == 1)
    }

    // found: W2
    @Test func `a service that hangs up at a card and lives refuses the card; one that has died is told as that`()
        async throws
    {
        for (isAlive, code) in [(true, PCSCError.Code.securityViolation), (false, .communicationError)] {
            let plan = FaultPlan(
                [.init(.connect, atCall: 1, .returns(SCARD_F_COMM_ERROR))]
                    + (isAlive ? [] : [.init(.listReaders, atCall: 2, .returns(SCARD_F_COMM_ERROR))]))
            let service = PCSCService(functions: plan.applied(to: desk.table))
            let insertion = try await insertion(service)
            await #expect(throws: PCSCError(code, .connect, reader: "A")) {
                try await service.withSession(with: insertion) { _ in }
            }
        }
    }

    @Test func `connecting while another program holds a transaction is given up, and undone when it succeeds late`()
        async throws
    {
        let other = try Context(functions: desk.table).connect(to: "A")
        let service = PCSCService(functions: desk.table)
        let insertion = try await insertion(service)
        try other.beginTransaction()
        let mayRun = Mutex(true)
        await #expect(throws: PCSCError(.deadlineExceeded, .connect, reader: "A")) {
            try await service.withSession(with: insertion, options: options(.seconds(1))) { _ in
                mayRun.withLock { $0 = false }
            }
        }
        #expect(desk.openContexts >= 2)
        try other.endTransaction()
        try await eventually { desk.openConnections == 1 && desk.openContexts == 2 }
        #expect(!desk.hasTransaction(slot))
        #expect(mayRun.withLock { $0 }, "a session that was given up must not begin")
    }

    @Test func `a transaction that another program began first is given up, and ended when it is had late`()
        async throws
    {
        let other = try Context(functions: desk.table).connect(to: "A")
        let begins = Mutex(0)
        var table = desk.table
        let begin = table.beginTransaction
        table.beginTransaction = { card in
            // Between our connecting and our beginning.
            begins.withLock { $0 += 1 }
            try? other.beginTransaction()
            return begin(card)
        }
        let service = PCSCService(functions: table)
        let insertion = try await insertion(service)
        await #expect(throws: PCSCError(.deadlineExceeded, .connect, reader: "A")) {
            try await service.withSession(with: insertion, options: options(.seconds(1))) { session in
                try session.transmit([0, 0xA4, 4, 0])
            }
        }
        #expect(begins.withLock { $0 } == 1)
        #expect(desk.openConnections == 2)
        try other.endTransaction()
        try await eventually { desk.openConnections == 1 && desk.openContexts == 2 }
        #expect(!desk.hasTransaction(slot))
        #expect(slot.card?.exchanges.isEmpty == true)
    }

    @Test func `an exclusive session keeps others out, and lets them in afterwards`() async throws {
        let service = PCSCService(functions: desk.table)
        let insertion = try await insertion(service)
        let other = try Context(functions: desk.table)
        try await service.withSession(with: insertion, options: options(.seconds(5)) { $0.share = .exclusive }) { _ in
            #expect(throws: PCSCError(.sharingViolation, .connect, reader: "A")) { try other.connect(to: "A") }
        }
        try other.connect(to: "A").disconnect()
    }

    @Test func `a silent card is given up, and its session undone when the card is pulled`() async throws {
        slot.insert(VirtualCard(atr: [0x3B, 0x80, 0x01, 0x81], responder: Silent()))
        let service = PCSCService(functions: desk.table)
        let insertion = try await insertion(service)
        await #expect(throws: PCSCError(.deadlineExceeded, .connect, reader: "A")) {
            try await service.withSession(with: insertion, options: options(.seconds(1))) { session in
                try session.transmit([0, 0xA4, 4, 0])
            }
        }
        #expect(desk.openConnections == 1)
        slot.remove()
        try await eventually { desk.openConnections == 0 && desk.openContexts == 1 }
    }

    @Test func `nothing more is sent once a session was given up`() async throws {
        let service = PCSCService(functions: desk.table)
        let insertion = try await insertion(service)
        let outcome = Mutex<PCSCError?>(nil)
        let gate = Gate()
        await #expect(throws: PCSCError(.deadlineExceeded, .connect, reader: "A")) {
            try await service.withSession(with: insertion, options: options(.milliseconds(500))) { session in
                gate.wait()
                do throws(PCSCError) {
                    _ = try session.transmit([0, 0xA4, 4, 0])
                } catch {
                    outcome.withLock { $0 = error }
                }
            }
        }
        gate.open()
        try await eventually { desk.openConnections == 0 }
        #expect(outcome.withLock { $0?.code } == .deadlineExceeded)
        #expect(slot.card?.exchanges.isEmpty == true)
    }

    @Test func `cancelling the task ends the caller's wait at once`() async throws {
        slot.insert(VirtualCard(atr: [0x3B, 0x80, 0x01, 0x81], responder: Silent()))
        let service = PCSCService(functions: desk.table)
        let insertion = try await insertion(service)
        let task = Task {
            try await service.withSession(with: insertion) { try $0.transmit([0, 0xA4, 4, 0]) }
        }
        try await eventually { slot.card?.exchanges.count == 1 }
        task.cancel()
        await #expect(throws: PCSCError(.cancelled, .connect, reader: "A")) { try await task.value }
        slot.remove()
        try await eventually { desk.openConnections == 0 }
    }

    @Test func `a task that is cancelled already opens nothing`() async throws {
        let service = PCSCService(functions: desk.table)
        let insertion = try await insertion(service)
        let plan = desk.openContexts
        let task = Task {
            try? await Task.sleep(for: .seconds(60))
            return try await service.withSession(with: insertion) { _ in true }
        }
        task.cancel()
        await #expect(throws: PCSCError(.cancelled, .connect, reader: "A")) { try await task.value }
        #expect(desk.openContexts == plan)
    }

    @Test func `sessions with one reader follow each other, and those with two readers don't wait`() async throws {
        let second = try #require(desk.attach(SimulatedReader("B"), card: .blank))
        let service = PCSCService(functions: desk.table)
        let readers = try await service.readers()
        let (first, other) = (try #require(readers[0].insertion), try #require(readers[1].insertion))
        let crowd = Crowd()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await service.withSession(with: first) { _ in
                        crowd.enter()
                        crowd.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(crowd.most == 1)
        // Each waits for the other to have begun: impossible one after the other.
        let both = Gate(count: 2)
        async let one: Void = service.withSession(with: first) { _ in both.arriveAndWait() }
        async let two: Void = service.withSession(with: other) { _ in both.arriveAndWait() }
        _ = try await (one, two)
        #expect(second.isAttached)
    }

    @Test func `the same card out and in again is another insertion`() async throws {
        let service = PCSCService(functions: desk.table)
        let insertion = try await insertion(service)
        let card = try #require(slot.card)
        slot.remove()
        slot.insert(card)
        await #expect(throws: PCSCError(.insertionChanged, .connect, reader: "A")) {
            try await service.withSession(with: insertion) { _ in }
        }
        let next = try await self.insertion(service)
        #expect(next.epoch > insertion.epoch)
        try await service.withSession(with: next) { _ in }
        #expect(card.exchanges.isEmpty)
    }

    @Test func `an insertion doesn't survive the service, though counter and ATR are the same (piv-tool 330)`()
        async throws
    {
        let service = PCSCService(functions: desk.table)
        let insertion = try await insertion(service)
        desk.stop()
        desk.start()
        await #expect(throws: PCSCError(.serviceRestarted, .connect, reader: "A")) {
            try await service.withSession(with: insertion) { _ in }
        }
        let next = try await self.insertion(service)
        #expect(next.epoch != insertion.epoch)
        await #expect(throws: PCSCError(.serviceRestarted, .connect, reader: "A")) {
            try await service.withSession(with: insertion) { _ in }
        }
    }

    @Test(arguments: [true, false, nil])
    func `after another program's reset the caller's check decides (OpenSC 475, smartcardservices 133)`(
        isSame: Bool?
    ) async throws {
        let other = try Context(functions: desk.table).connect(to: "A")
        let service = PCSCService(functions: desk.table)
        let insertion = try await insertion(service)
        let runs = Mutex(0)
        let options = options(.seconds(5)) { options in
            options.transaction = false
            if let isSame { options.identityCheck = { _ in isSame } }
        }
        let session: @Sendable () async throws -> [UInt8] = {
            try await service.withSession(with: insertion, options: options) { session in
                let run = runs.withLock { runs in
                    runs += 1
                    return runs
                }
                if run == 1 { other.disconnect(.reset) }
                return try session.transmit([0, 0xA4, 4, 0])
            }
        }
        switch isSame {
        case true?:
            #expect(try await session() == [0x6D, 0x00])
            #expect(runs.withLock { $0 } == 2)
        case false?:
            await #expect(throws: PCSCError(.identityChanged, .reconnect, reader: "A")) { try await session() }
        case nil:
            await #expect(throws: PCSCError(.resetCard, .transmit, reader: "A")) { try await session() }
        }
    }

    @Test func `the card is left as it was found unless told otherwise`() async throws {
        let plan = FaultPlan()
        var table = plan.applied(to: desk.table)
        let ends = Mutex<[DWORD]>([])
        let (end, disconnect) = (table.endTransaction, table.disconnect)
        table.endTransaction = { card, disposition in
            ends.withLock { $0.append(disposition) }
            return end(card, disposition)
        }
        table.disconnect = { card, disposition in
            ends.withLock { $0.append(disposition) }
            return disconnect(card, disposition)
        }
        let service = PCSCService(functions: table)
        let insertion = try await insertion(service)
        try await service.withSession(with: insertion) { _ in }
        try await service.withSession(with: insertion, options: options(.seconds(5)) { $0.disposition = .reset }) { _ in
        }
        #expect(ends.withLock { $0 } == [0, 0, 1, 0])
    }
}
