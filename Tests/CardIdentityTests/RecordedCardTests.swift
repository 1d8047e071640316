import CardIdentity
import Foundation
import PCSC
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// Recorded exchanges, replayed to the examiner: the same bytes, the same report.
@Suite struct RecordedCardTests {
    /// A made-up holder's card, read over Debian's pcscd with vpcd. Made with `virtual-desk --record`.
    static func recording() throws -> CardRecording {
        try CardRecording(parsing: String(decoding: fixture("recordings/locked-card.txt"), as: UTF8.self))
    }

    @Test func `a recording gives the report of the card that it is from`() async throws {
        let card = virtualCard(try nhsCard(name: "ROWE_Sam", triesLeft: 1))
        let report = try await simulatedReport(card)
        #expect(report.uuid?.value == SmartcardUUID("000123456789"))
        let replay = VirtualCard(replaying: try CardRecording(parsing: card.recording.text()))
        #expect(try await simulatedReport(replay) == report)
        #expect(replay.exchanges == card.exchanges)
        #expect(replay.mismatches == [])
    }

    @Test func `the recording from pcscd gives its report on simulated readers`() async throws {
        let card = VirtualCard(replaying: try Self.recording())
        expectLockedCard(try await simulatedReport(card))
        #expect(card.mismatches == [])
    }

    @Test func `a recording that lacks an exchange is found out`() async throws {
        var recording = try Self.recording()
        recording.exchanges.remove(at: 1)
        let card = VirtualCard(replaying: recording)
        _ = try await simulatedReport(card)
        #expect(card.mismatches.first?.place == 1)
    }

    @Test func `a card and its recording give the same report on pcscd, and so does the recording from a file`() async {
        await #expect(processExitsWith: .success) {
            try await PrivateService.run { daemon in
                daemon.useInThisProcess()
                let slots = daemon.slotPorts.map { VPCDSlot(port: $0) }
                let card = virtualCard(try nhsCard(triesLeft: 2))
                slots[0].insert(card)
                let service = PCSCService(policy: APDUAllowList.policy)
                var report = try await reportOnCard(service, 0)
                let replay = VirtualCard(replaying: card.recording)
                slots[0].insert(replay)
                var replayed: CardReport?
                // The old card is shown until the driver has been looked at.
                try await eventually("power for the recorded card") { replay.powerOns > 0 }
                for _ in 0..<100 where replayed?.problems != [] {
                    replayed = try await reportOnCard(service, 0)
                    if replayed?.problems != [] { try await Task.sleep(for: .milliseconds(50)) }
                }
                #expect(replayed?.insertionEpoch != report.insertionEpoch)
                replayed?.insertionEpoch = nil
                report.insertionEpoch = nil
                #expect(replayed == report)
                #expect(replay.mismatches == [])

                let recorded = VirtualCard(replaying: try Self.recording())
                slots[1].insert(recorded)
                expectLockedCard(try await reportOnCard(service, 1))
                #expect(recorded.mismatches == [])
                for slot in slots { slot.remove() }
            }
        }
    }
}

private func simulatedReport(_ card: VirtualCard) async throws -> CardReport {
    let desk = SimulatedService()
    desk.attach(SimulatedReader("Reader"), card: card)
    return try await reportOnCard(PCSCService(functions: desk.table, policy: APDUAllowList.policy), 0)
}

/// What the examiner says of the card in a reader, as soon as the service shows one; without the times.
private func reportOnCard(_ service: PCSCService, _ index: Int) async throws -> CardReport {
    let examiner = CardExaminer(service: service) { testNow }
    for _ in 0..<200 {
        if var report = try await examiner.examine(try await service.readers()[index]) {
            for index in report.trace.indices { report.trace[index].microseconds = 0 }
            return report
        }
        try await Task.sleep(for: .milliseconds(20))
    }
    throw TestSupportFailure("no card after 4 s")
}

private func expectLockedCard(_ report: CardReport) {
    #expect(report.problems == [])
    #expect(report.uuid == SmartcardUUID("000444555666").map { Sourced($0, source: .piv) })
    #expect(report.passcode == PasscodeState(state: .locked, triesLeft: 0, source: .piv))
    #expect(report.certificates.map(\.use) == [.authentication, .signing])
}
