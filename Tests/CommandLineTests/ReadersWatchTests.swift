import Foundation
import JSON
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// `ra readers --watch` against the real service.
@Suite struct ReadersWatchTests {
    @Test func `a swap is two events, and a killed and restarted service is lived through (pyscard 82)`() async throws {
        try await PrivateService.run { service in
            let slots = try await service.insert([VirtualCard(atr: SampleATR.piv, responder: BlankCard())])
            let watch = try RaConversation(["readers", "--watch", "--json"], environment: service.environment)
            var place = 0
            func seen(_ event: String) async throws {
                place = try await watch.object(from: place) { $0["event"] == .string(event) }.place + 1
            }
            try await seen("snapshot")
            slots[0].remove()
            try await seen("cardRemoved")
            slots[0].insert(VirtualCard(atr: SampleATR.piv, responder: BlankCard()))
            try await seen("cardInserted")
            service.kill()
            try await seen("serviceLost")
            try service.start()
            try await seen("snapshot")
            watch.interrupt(with: SIGTERM)
            _ = try await watch.end()
            let events = try watch.objects()
            let names = events.compactMap { $0["event"]?.string }
            #expect(
                names.prefix(6) == [
                    "snapshot", "cardRemoved", "cardInserted", "serviceLost", "serviceRestored", "snapshot",
                ], "\(names)")
            let first = events[0]["readers"]?.array?.first
            #expect(events[1]["insertionEpoch"] == first?["insertionEpoch"])
            #expect(events[1]["state"]?.string == "empty")
            #expect(events[2]["insertionEpoch"] != events[1]["insertionEpoch"])
            #expect(events[2]["atr"]?.string == SampleATR.pivText)
            #expect(events.allSatisfy { $0["schemaVersion"] == 1 && $0["at"]?.string?.hasSuffix("Z") == true })
            #expect(events[3]["reader"] == .null)
        }
    }

    @Test func `people get a line for each event`() async throws {
        try await PrivateService.run { service in
            let watch = try RaConversation(["readers", "--watch"], environment: service.environment)
            func said(_ text: String) async throws {
                try await eventually("'\(text)' among \(watch.lines)") { watch.lines.contains { $0.contains(text) } }
            }
            try await said("  Readers now:")
            let slot = VPCDSlot(port: service.slotPorts[0])
            slot.insert(VirtualCard(atr: SampleATR.mute, responder: BlankCard()))
            // The service may tell of the card before it has found that the card doesn't answer.
            try await said("  Virtual PCD 00 00: card inserted")
            try await said("does not answer")
            slot.remove()
            try await said("  Virtual PCD 00 00: card removed")
            watch.interrupt(with: SIGTERM)
            _ = try await watch.end()
        }
    }

    @Test func `each line about a simulated desk says so`() async throws {
        let watch = try RaConversation(["readers", "--watch", "--simulate", "two-readers"], environment: [:])
        try await eventually("the table") { watch.lines.count >= 3 }
        watch.interrupt(with: SIGTERM)
        _ = try await watch.end()
        #expect(watch.lines.allSatisfy { $0.isEmpty || $0.hasPrefix("[simulated] ") }, "\(watch.lines)")
    }

    @Test func `without a service at the start it says so with status 69`() async throws {
        let outcome = try await RaProcess.run(["readers", "--watch", "--json"])
        #expect(outcome.exitStatus == 69)
        #expect(outcome.standardOutput.isEmpty)
    }
}
