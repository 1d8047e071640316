import AuditLog
import Foundation
import TestSupport
import Testing

@Suite struct KillTests {
    /// Four logs side by side, 50 times each.
    @Test(arguments: 1...4)
    func `killed at random 200 times, the log has every acknowledged event and is sound`(log: Int) async throws {
        let scratch = try Scratch()
        var random = SystemRandomNumberGenerator()
        var acknowledged: [Acknowledgement] = []
        for _ in 0..<50 {
            let driver = try DriverProcess(scratch.log, 1_000_000)
            // Some appends, and then a moment inside the next one.
            for _ in 0...Int.random(in: 0...5, using: &random) {
                if let line = driver.line(), let event = Acknowledgement(line) { acknowledged.append(event) }
            }
            usleep(UInt32.random(in: 0...1500, using: &random))
            driver.kill()
            acknowledged += driver.lines().compactMap(Acknowledgement.init)
            let size = try await LogReader.open(at: scratch.log).size()
            #expect(size >= acknowledged.last?.seq ?? 0)
        }
        try await expectSound(scratch.log, with: acknowledged)
        #expect(acknowledged.count > 50)
    }

    @Test func `four processes append at once: none is lost, none is doubled, all are in one line`() async throws {
        let scratch = try Scratch()
        // Four at once make the log too: only one of them may begin it.
        let drivers = try (0..<4).map { try DriverProcess(scratch.log, 50, name: "driver\($0)") }
        let lines = drivers.map { $0.lines() }
        let acknowledged = lines.joined().compactMap { Acknowledgement($0) }
        #expect(acknowledged.count == 200, "\(lines.joined().filter { !$0.hasPrefix("ack") })")
        #expect(Set(acknowledged.map(\.seq)).count == 200)
        try await expectSound(scratch.log, with: acknowledged)
        #expect(try scratch.query("SELECT event FROM event WHERE event = 'key.created'").count == 1)
        #expect(try await LogReader.open(at: scratch.log).size() == 200 + 4 + 1)
        for number in 0..<4 {
            let sessions = try scratch.query("SELECT seq FROM event WHERE session LIKE 'driver\(number)-%'")
            #expect(sessions.count == 50)
        }
    }
}

/// Every acknowledged event is there as it was acknowledged, and the log verifies.
func expectSound(
    _ path: String, with acknowledged: [Acknowledgement], sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    let verification = try await LogVerifier.verify(path)
    #expect(verification.findings == [], sourceLocation: sourceLocation)
    let reader = try await LogReader.open(at: path)
    for event in acknowledged {
        let stored = try await reader.event(event.seq)
        #expect(TreeHash.leaf(stored.body).base64 == event.leaf, sourceLocation: sourceLocation)
    }
}
