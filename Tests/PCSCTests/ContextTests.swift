import CPCSCLite
import PCSC
import PCSCTesting
import Synchronization
import Testing
import VirtualCards

struct ContextTests {
    let desk = SimulatedService()

    @Test func `no reader is an empty list, not an error (pcsc-sharp 15, web-smart-card 18, libfido2 534)`() throws {
        let context = try Context(functions: desk.table)
        #expect(try context.readers() == [])
        #expect(try context.snapshot() == [])
    }

    @Test func `a list that grows between size and data is asked again (pyscard 227, pcsc-rust 44)`() throws {
        for name in ["A", "B", "C"] { desk.attach(SimulatedReader(name)) }
        var table = desk.table
        let real = table.listReaders
        let sizes = Mutex([9_000, 4_000, 3_000])
        table.listReaders = { context, names, length in
            if let size = sizes.withLock({ $0.popLast() }) {
                length.pointee = DWORD(size)
                return PCSCError.Code.insufficientBuffer.result
            }
            return real(context, names, length)
        }
        #expect(try Context(functions: table).readers() == ["A", "B", "C"])
    }

    @Test func `a list that never fits ends with an error`() throws {
        let plan = FaultPlan([.init(.listReaders, atCalls: 1...1_000, .returns(SCARD_E_INSUFFICIENT_BUFFER))])
        let context = try Context(functions: plan.applied(to: desk.table))
        #expect(throws: PCSCError(.insufficientBuffer, .listReaders)) { try context.readers() }
        #expect(plan.calls(of: .listReaders) < 20)
    }

    @Test func `a reader that leaves between the list and the look is not an error`() throws {
        let staying = desk.attach(SimulatedReader("stays"))
        let leaving = try #require(desk.attach(SimulatedReader("leaves")))
        let plan = FaultPlan([.init(.getStatusChange, atCall: 1, .first { [desk] in desk.detach(leaving) })])
        let context = try Context(functions: plan.applied(to: desk.table))
        #expect(try context.snapshot().map(\.name) == ["stays"])
        #expect(staying?.isAttached == true)
    }

    @Test func `a look never takes the millisecond that known states cost, and takes 16 readers at a time`() throws {
        var table = desk.table
        let names = Array((1...40).map { "Reader \($0)\0" }.joined().utf8) + [0]
        table.listReaders = { _, buffer, length in
            guard let buffer, length.pointee >= names.count else { return PCSCError.Code.insufficientBuffer.result }
            for (index, byte) in names.enumerated() { buffer[index] = CChar(bitPattern: byte) }
            length.pointee = DWORD(names.count)
            return 0
        }
        let counts = Mutex<[Int]>([])
        table.getStatusChange = { _, timeout, states, count in
            for index in 0..<Int(count) {
                guard timeout == 0, states?[index].dwCurrentState == DWORD(SCARD_STATE_UNAWARE) else {
                    return PCSCError.Code.invalidParameter.result
                }
                states?[index].dwEventState = DWORD(SCARD_STATE_EMPTY)
            }
            counts.withLock { $0.append(Int(count)) }
            return count <= 16 ? 0 : PCSCError.Code.invalidParameter.result
        }
        let states = try Context(functions: table).snapshot()
        #expect(states.count == 40)
        #expect(states.last?.name == "Reader 40")
        #expect(counts.withLock { $0 } == [16, 16, 8])
    }

    @Test func `a context that is let go is released, and once`() throws {
        let plan = FaultPlan()
        do {
            let context = try Context(functions: plan.applied(to: desk.table))
            context.release()
            context.release()
        }
        #expect(plan.calls(of: .releaseContext) == 1)
        _ = try Context(functions: plan.applied(to: desk.table))
        #expect(desk.openContexts == 0)
    }

    @Test func `a reader's name goes back to the service byte for byte (pyscard 106, FreeRDP 4586)`() throws {
        let name: [UInt8] = [0x4C, 0xFC, 0x1B, 0x5B, 0xF0, 0x9F]
        desk.attach(SimulatedReader(name: name), card: .blank)
        let context = try Context(functions: desk.table)
        let reader = try #require(try context.readers().first)
        #expect(reader.bytes == name)
        #expect(try context.connect(to: reader).status().atr == VirtualCard.blank.atr)
    }

    // found: F9
    @Test func `work that takes too long blames no call that it may not have made`() async throws {
        let context = try Context(functions: desk.table)
        let gate = Gate()
        defer { gate.open() }
        await #expect(throws: PCSCError(.deadlineExceeded, .perform)) {
            try await context.perform(deadline: .milliseconds(50)) { _ in gate.wait() }
        }
    }
}
