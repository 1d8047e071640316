import CPCSCLite
import PCSC
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// What the simulated service does that vpcd can't show on the real one: readers that come and go, and times that are
/// hard to hit.
@Suite(.timeLimit(.minutes(1))) struct SimulatedServiceTests {
    private let service = SimulatedService()

    @Test func `a reader that comes wakes a wait through the notification reader, which changes nothing else`()
        async throws
    {
        let program = try Program(service.table)
        _ = service.attach(SimulatedReader("A 00 00"))
        let wait = Pending {
            let looks = program.looks(
                [("A 00 00", DWORD(SCARD_STATE_EMPTY)), (#"\\?PnP?\Notification"#, 0)], timeout: 20_000)
            return looks.map(\.text).joined(separator: ", ")
        }
        #expect(try await wait.afterAWhile() == "blocked")
        _ = service.attach(SimulatedReader("B 00 00"))
        #expect(try await wait.finished() == "ok empty, ok changed")
    }

    @Test func `a reader that goes is unknown to who waits for it, and then not there`() async throws {
        let program = try Program(service.table)
        let slot = try #require(service.attach(SimulatedReader("A 00 00")))
        let wait = Pending { program.look("A 00 00", known: DWORD(SCARD_STATE_EMPTY), timeout: 20_000).text }
        #expect(try await wait.afterAWhile() == "blocked")
        service.detach(slot)
        #expect(try await wait.finished() == "ok changed unknown unavailable")
        #expect(program.look("A 00 00").result == "unknown reader")
        #expect(program.list().result == "no readers")
        #expect(!slot.isAttached)
    }

    @Test func `a reader that comes back takes the first free place in the list`() throws {
        let program = try Program(service.table)
        let first = try #require(service.attach(SimulatedReader("A 00 00")))
        _ = service.attach(SimulatedReader("B 00 00"))
        service.detach(first)
        _ = service.attach(SimulatedReader("C 00 00"))
        #expect(program.list().names == ["C 00 00", "B 00 00"])
    }

    @Test func `sixteen readers are all that the service takes, and no two of one name`() {
        #expect(service.attach(SimulatedReader("0")) != nil)
        #expect(service.attach(SimulatedReader("0")) == nil)
        #expect((1..<16).allSatisfy { service.attach(SimulatedReader("\($0)")) != nil })
        #expect(service.attach(SimulatedReader("16")) == nil)
    }

    @Test func `connections to a reader that has gone say so`() throws {
        let program = try Program(service.table)
        let slot = try #require(service.attach(SimulatedReader("A 00 00"), card: Desk.card()))
        let connection = program.connect("A 00 00")
        #expect(connection.transmit() == "ok 6d,0")
        service.detach(slot)
        let gone = word(SCARD_E_READER_UNAVAILABLE)
        #expect(connection.transmit() == gone && connection.begin() == gone && connection.status() == gone)
        #expect(connection.disconnect() == "ok")
        #expect(service.openConnections == 0)
    }

    @Test func `a swap isn't told by the flags when the counter was 0, as after a start with the card in`() throws {
        let program = try Program(service.table)
        let slot = try #require(service.attach(SimulatedReader("A 00 00"), card: Desk.card()))
        let known = program.look("A 00 00").known
        #expect(known >> 16 == 0)
        slot.insert(VirtualCard(atr: Desk.otherATR))
        let now = program.look("A 00 00", known: known)
        // The call has nothing to report, but what it fills in shows the swap to a client that looks.
        #expect(now.text == "timeout present" && now.counter == 2 && now.atr == Desk.otherATR)
    }

    @Test func `cancels can be lost, and the next one ends the wait`() async throws {
        let program = try Program(service.table)
        _ = service.attach(SimulatedReader("A 00 00"))
        let wait = Pending { program.look("A 00 00", known: DWORD(SCARD_STATE_EMPTY), timeout: 20_000).result }
        #expect(try await wait.afterAWhile() == "blocked")
        service.loseCancels(2)
        #expect(program.cancel() == "ok" && program.cancel() == "ok")
        #expect(try await wait.afterAWhile() == "blocked")
        #expect(program.cancel() == "ok")
        #expect(try await wait.finished() == "cancelled")
    }

    @Test func `a service that dies while it hangs looks like one that refuses`() async throws {
        let functions = service.table
        service.hang()
        let establish = Pending {
            var context = SCARDCONTEXT()
            return word(functions.establishContext(&context))
        }
        #expect(try await establish.afterAWhile() == "blocked")
        service.stop()
        #expect(try await establish.finished() == "refused")
    }

    @Test func `a card that takes its time can be pulled meanwhile`() async throws {
        let program = try Program(service.table)
        let slot = try #require(service.attach(SimulatedReader("A 00 00"), card: Desk.card(latency: .seconds(20))))
        let connection = program.connect("A 00 00")
        let transmit = Pending { connection.transmit() }
        #expect(try await transmit.afterAWhile() == "blocked")
        slot.remove()
        #expect(try await transmit.finished() == "ok ")
    }

    @Test func `of thousands of insertions, from several threads, the counter misses none`() async throws {
        let slot = try #require(service.attach(SimulatedReader("A 00 00")))
        let program = try Program(service.table)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let card = Desk.card()
                    for _ in 0..<2500 { slot.insert(card) }
                }
            }
        }
        // Each insertion but the first takes a card out: 19,999 changes of a counter of 16 bits.
        #expect(program.look("A 00 00").counter == 19_999)
    }
}

@Suite struct FaultPlanTests {
    private let service = SimulatedService()

    @Test func `a fault comes at its call, in all contexts together, and at no other`() throws {
        let plan = FaultPlan([.init(.listReaders, atCalls: 2...3, .returns(SCARD_F_COMM_ERROR))])
        let functions = plan.applied(to: service.table)
        let (one, other) = (try Program(functions), try Program(functions))
        #expect(
            [one, other, one, other].map { $0.list().result } == [
                "no readers", "communication error", "communication error", "no readers",
            ])
        #expect(plan.calls(of: .listReaders) == 4)
        #expect(plan.calls(of: .establishContext) == 2)
    }

    @Test func `something can happen just before a call and just after`() throws {
        let service = service
        let plan = FaultPlan([
            .init(.listReaders, atCall: 1, .first { _ = service.attach(SimulatedReader("A")) }),
            .init(.listReaders, atCall: 1, .afterwards { _ = service.attach(SimulatedReader("B")) }),
        ])
        let program = try Program(plan.applied(to: service.table))
        #expect(program.list().names == ["A"])
        #expect(program.list().names == ["A", "B"])
    }

    @Test func `a transmission that is said to succeed brings no byte`() throws {
        _ = service.attach(SimulatedReader("A"), card: Desk.card())
        let plan = FaultPlan([.init(.transmit, atCall: 1, .returns(SCARD_S_SUCCESS))])
        let connection = try Program(plan.applied(to: service.table)).connect("A")
        #expect(connection.transmit() == "ok ")
        #expect(connection.transmit() == "ok 6d,0")
    }
}
