import CPCSCLite
import Foundation
import PCSCTesting
import Synchronization
import TestSupport
import Testing
import VirtualCards

@testable import PCSC

struct SerialisedTableTests {
    @Test(arguments: [("1.9.9", true), ("2.0.0", true), ("2.0.1", false), ("2.3.3-1", false), ("10.0", false)])
    func `versions before 2.0.1 need help (pcsc-lite e12d9ddb)`(text: String, needsHelp: Bool) throws {
        let version = try #require(LibraryVersion(text))
        #expect((version < .firstWithoutRace) == needsHelp)
    }

    @Test func `the version that this was built with is known`() {
        #expect(LibraryVersion.built > LibraryVersion(1, 8, 0))
    }

    /// As libpcsclite before 2.0.1: each call fills one array and then reads it; another call in between tears it.
    @Test func `contexts used at once don't see each other's half-read states`() async throws {
        let desk = SimulatedService()
        desk.attach(SimulatedReader("A"), card: .blank)
        var table = desk.table
        let inside = Atomic(0)
        let torn = Atomic(0)
        let (list, look) = (table.listReaders, table.getStatusChange)
        @Sendable func guarded(_ call: () -> LONG) -> LONG {
            if inside.add(1, ordering: .sequentiallyConsistent).newValue > 1 {
                torn.add(1, ordering: .relaxed)
            }
            defer { inside.subtract(1, ordering: .sequentiallyConsistent) }
            return call()
        }
        table.listReaders = { context, names, length in guarded { list(context, names, length) } }
        table.getStatusChange = { context, timeout, states, count in
            timeout > 0
                ? look(context, timeout, states, count) : guarded { look(context, timeout, states, count) }
        }
        let serialised = table.serialised()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let context = try await Context.establish(functions: serialised)
                    try await context.perform { context throws(PCSCError) in
                        for _ in 0..<200 { _ = try context.snapshot() }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(torn.load(ordering: .relaxed) == 0)
    }

    @Test func `while a wait may be writing, a look is made until two agree`() async throws {
        let desk = SimulatedService()
        let slot = try #require(desk.attach(SimulatedReader("A"), card: .blank))
        var table = desk.table
        let look = table.getStatusChange
        let looks = Mutex(0)
        let waits = Mutex(0)
        table.getStatusChange = { context, timeout, states, count in
            if timeout > 0 { waits.withLock { $0 += 1 } }
            let result = look(context, timeout, states, count)
            if timeout == 0 {
                let number = looks.withLock { looks in
                    looks += 1
                    return looks
                }
                // A torn answer: the state of one moment with the counter of another.
                if number == 1 { states?[0].dwEventState |= 0x7_0000 }
            }
            return result
        }
        let serialised = table.serialised()
        let waiter = try Context(functions: serialised)
        let waiting = Task {
            try await waiter.perform { context throws(PCSCError) in
                try context.wait(
                    for: [ReaderState(name: "A", word: ReaderState.Flags.present.rawValue)], timeout: .seconds(5))
            }
        }
        try await eventually("the wait") { waits.withLock { $0 } == 1 }
        let states = try Context(functions: serialised).states(of: ["A"])
        #expect(states[0].eventCount == 0)
        #expect(looks.withLock { $0 } == 3)
        slot.remove()
        #expect(try await waiting.value)
    }
}
