import Foundation
import JSON
import TestSupport
import Testing
import VirtualCards

/// `ra readers --watch` against the real service.
@Suite struct ReadersWatchTests {
    /// Runs until the body has ended, and gives the lines.
    private func watch(
        _ service: PrivateService, _ arguments: String..., while body: @Sendable () async throws -> Void
    ) async throws -> [String] {
        let command = ["-s", "TERM", "6", RaProcess.path, "readers", "--watch"] + arguments
        async let outcome = RaProcess.run(program: "/usr/bin/timeout", command, environment: service.environment)
        try await body()
        return try await outcome.standardOutput.split(separator: "\n").map(String.init)
    }

    @Test func `a swap is two events, and a killed and restarted service is lived through (pyscard 82)`() async throws {
        try await PrivateService.run { service in
            let slots = try await service.insert([VirtualCard(atr: SampleATR.piv, responder: BlankCard())])
            let lines = try await watch(service, "--json") {
                try await Task.sleep(for: .seconds(1))
                slots[0].remove()
                try await Task.sleep(for: .milliseconds(500))
                slots[0].insert(VirtualCard(atr: SampleATR.piv, responder: BlankCard()))
                try await Task.sleep(for: .seconds(1))
                service.kill()
                try await Task.sleep(for: .milliseconds(500))
                try service.start()
            }
            let events = try lines.map { try JSONValue(parsing: Data($0.utf8)) }
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
            let lines = try await watch(service) {
                try await Task.sleep(for: .seconds(1))
                let slot = VPCDSlot(port: service.slotPorts[0])
                slot.insert(VirtualCard(atr: SampleATR.mute, responder: BlankCard()))
                try await Task.sleep(for: .seconds(2))
                slot.remove()
                try await Task.sleep(for: .seconds(1))
            }
            #expect(lines.first?.hasSuffix("  Readers now:") == true)
            // The service may tell of the card before it has found that the card doesn't answer.
            #expect(lines.contains { $0.contains("  Virtual PCD 00 00: card inserted") }, "\(lines)")
            #expect(lines.contains { $0.contains("does not answer") }, "\(lines)")
            #expect(lines.last?.hasSuffix("  Virtual PCD 00 00: card removed") == true)
        }
    }

    @Test func `without a service at the start it says so with status 69`() async throws {
        let outcome = try await RaProcess.run(["readers", "--watch", "--json"])
        #expect(outcome.exitStatus == 69)
        #expect(outcome.standardOutput.isEmpty)
    }
}
