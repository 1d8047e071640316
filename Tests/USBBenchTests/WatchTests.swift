import Foundation
import JSON
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

extension OverUSB {
    /// `ra readers --watch` while cards and readers come and go.
    @Suite struct WatchTests {
        private let bench: USBBench

        init() throws {
            bench = try USBBench.current
        }

        private let card = VirtualCard(atr: USBBench.atr, responder: BlankCard())

        private func events() async throws -> [JSONValue] {
            try await bench.shell.lines(of: "/tmp/watch").map { try JSONValue(parsing: Data($0.utf8)) }
        }

        /// Waits for an event of this reader and returns all that came.
        private func event(_ name: String, _ reader: String, count: Int = 1) async throws -> [JSONValue] {
            let end = ContinuousClock.now + .seconds(20)
            while true {
                let events = try await events()
                if events.count(where: { $0["event"] == .string(name) && $0["reader"] == .string(reader) }) >= count {
                    return events
                }
                guard ContinuousClock.now < end else {
                    throw TestSupportFailure("no \(name) of \(reader) among \(events)")
                }
                try await Task.sleep(for: .milliseconds(100))
            }
        }

        @Test func `a swap and a reader unplugged and plugged in are told in order, with new epochs`() async throws {
            try await bench.insert(card, nil)
            let names = try await bench.readers { $0.count == 2 }.compactMap { $0["name"]?.string }
            try await bench.shell("(ra readers --watch --json > /tmp/watch) > /dev/null 2>&1 &")
            try await bench.line(in: "/tmp/watch", containing: "snapshot")
            defer { bench.readers[1].slot.remove() }

            bench.readers[0].slot.remove()
            _ = try await event("cardRemoved", names[0])
            bench.readers[0].slot.insert(card)
            _ = try await event("cardInserted", names[0])
            try await bench.unplug(bench.readers[1])
            _ = try await event("readerDetached", names[1])
            bench.readers[1].slot.insert(card)
            try await bench.plugIn(bench.readers[1])
            _ = try await event("readerAttached", names[1])
            let events = try await event("cardInserted", names[1])
            try await bench.shell("killall ra")

            let first = try #require(events.first)
            #expect(first["event"] == "snapshot")
            #expect(first["readers"]?.array?.map { $0["state"] } == ["present", "empty"])
            let epochs = events.filter { $0["event"] == "cardInserted" }.compactMap { $0["insertionEpoch"]?.integer }
            let before = try #require(first["readers"]?.array?.first?["insertionEpoch"]?.integer)
            #expect(Set(epochs + [before]).count == epochs.count + 1)
        }
    }
}
