import AuditLog
import Instants
import JSON
import Preflight
import Testing
import WorkstationSettings

/// The three checks of the collector, each with the results that it can have.
@Suite struct CollectorChecksTests {
    private let key = SigningKey(name: "collector.example/w1", algorithm: .cosignature)

    private func test(port: UInt16 = 1) throws -> TestWorkstation {
        var test = try TestWorkstation()
        test.workstation.auditLog = test.root + "/log/audit.sqlite"
        let url = try #require(CollectorURL("http://127.0.0.1:\(port)"))
        test.workstation.configuration.collector = CollectorSettings(
            url: url, key: key.verifierKey, warnAfterHours: 24)
        return test
    }

    /// Began so many hours before the workstation's now.
    private func log(_ test: TestWorkstation, hours: Int64) async throws -> AuditLog {
        var clock = LogClock.system()
        let begun = test.workstation.now.adding(seconds: -3600 * hours)
        clock.now = { begun }
        return try await AuditLog.open(
            at: try #require(test.workstation.auditLog), context: test.workstation.logContext, clock: clock)
    }

    @Test func `without a collector in the settings, and without a log, nothing is said`() async throws {
        for id in ["collector.reachable", "collector.behind", "collector.fork"] {
            #expect(try await TestWorkstation().finding(id).status == .skip)
        }
        #expect(try await test().finding("collector.behind").status == .skip)
        #expect(try await test().finding("collector.fork").status == .skip)
    }

    @Test func `a collector that takes no connection is a warning`() async throws {
        let listener = try Listener()
        #expect(try await test(port: listener.port).finding("collector.reachable").status == .pass)
        listener.close()
        let finding = try await test(port: listener.port).finding("collector.reachable")
        #expect(finding.status == .warn && finding.blocks.isEmpty && !finding.remedies.isEmpty)
    }

    @Test func `a log of which nothing was sent is behind when it is old enough`() async throws {
        let young = try test()
        _ = try await log(young, hours: 23)
        #expect(try await young.finding("collector.behind").status == .pass)
        let old = try test()
        _ = try await log(old, hours: 24)
        let finding = try await old.finding("collector.behind")
        #expect(
            finding.status == .warn && finding.summary.contains("ever sent") && finding.evidence["lastPush"] == .null)
    }

    @Test func `the last push counts, and not the last attempt`() async throws {
        let test = try test()
        let log = try await log(test, hours: 100)
        let now = test.workstation.now
        try await log.keepPush(nil, acknowledged: 1, by: key.verifierKey, at: now.adding(seconds: -3600 * 25))
        try await log.keepPush(nil, acknowledged: 2, by: key.verifierKey, at: nil)
        let behind = try await test.finding("collector.behind")
        #expect(behind.status == .warn && behind.summary.contains("25 hours ago"))
        try await log.keepPush(nil, acknowledged: 2, by: key.verifierKey, at: now.adding(seconds: -60))
        #expect(try await test.finding("collector.behind").status == .pass)
    }

    @Test func `a fork fails until a later push is cosigned, and not merely taken`() async throws {
        let test = try test()
        let log = try await log(test, hours: 1)
        #expect(try await test.finding("collector.fork").status == .pass)
        try await log.append(
            AuditEvent(CollectorForked(collector: "collector.example/w1", reason: .refused, old: 0, size: 2, held: nil))
        )
        let finding = try await test.finding("collector.fork")
        #expect(finding.status == .fail && finding.blocks.isEmpty && !finding.remedies.isEmpty)
        try await log.keepPush(nil, acknowledged: 2, by: key.verifierKey, at: test.workstation.now)
        #expect(try await test.finding("collector.fork").status == .fail)
        let checkpoint = try await log.checkpoint()
        let line = try key.cosign(checkpoint.signedNote.text, seconds: 1_795_000_000).line
        let cosigned = try #require(checkpoint.adding(line))
        try await log.keepPush(cosigned, acknowledged: 3, by: key.verifierKey, at: test.workstation.now)
        #expect(try await test.finding("collector.fork").status == .pass)
    }
}
