import Instants
import JSON
import Preflight
import Testing

@Suite struct RunnerTests {
    private struct Broken: Error {}

    private func check(
        _ id: String, deadline: Duration = .seconds(10), _ run: @escaping @Sendable () throws -> Finding
    ) -> Check {
        Check(id, "Title of \(id)", deadline: deadline, blocksWhenCrashed: [.unlock], explanation: "") { _ in
            try run()
        }
    }

    @Test func `a check that throws or hangs is reported as crashed and stops no other`() async throws {
        let start = ContinuousClock.now
        let report = await Preflight(checks: [
            check("throws") { throw Broken() },
            check("hangs", deadline: .milliseconds(100)) {
                while true { _ = try? pauseForEver() }
            },
            check("works") { Finding(.pass, "Fine.") },
        ]).run(on: try TestWorkstation().workstation)
        #expect(report.results.map(\.id) == ["throws", "hangs", "works"])
        #expect(report.results.map(\.finding.status) == [.crashed, .crashed, .pass])
        #expect(report.blockers(of: .unlock).map(\.id) == ["throws", "hangs"])
        #expect(report.isReady(for: .audit))
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func `checks run side by side and are reported in their order`() async throws {
        let clock = ContinuousClock()
        let checks = (0..<10).map { number in
            check("\(number)") {
                waitBlocking(milliseconds: number == 0 ? 300 : 200)
                return Finding(.pass, "\(number)")
            }
        }
        let workstation = try TestWorkstation().workstation
        var report: PreflightReport?
        let spent = await clock.measure { report = await Preflight(checks: checks).run(on: workstation) }
        #expect(report?.results.map(\.id) == (0..<10).map { "\($0)" })
        #expect((report?.results.first?.milliseconds ?? 0) >= 300)
        #expect(spent < .milliseconds(1800), "ten checks of 200 ms or more")
    }

    @Test func `the document has every job and only the blockers that there are`() async throws {
        let report = await Preflight(checks: [
            check("readers.count") { Finding(.warn, "One.", blocks: [.unlock, .renew]) }
        ]).run(on: try TestWorkstation().workstation)
        let document = report.json
        #expect(document["schemaVersion"] == 1)
        #expect(document["at"] == "2026-11-21T22:00:00Z")
        #expect(document["workstation"] == "TEST-1")
        #expect(document["site"] == .null)
        #expect(document["ready"] == ["self-service": true, "unlock": false, "renew": false, "audit": true])
        #expect(document["blockers"] == ["unlock": ["readers.count"], "renew": ["readers.count"]])
        let check = try #require(document["checks"]?.array?.first?.object)
        #expect(Set(check.keys) == ["id", "title", "status", "summary", "evidence", "remedies", "milliseconds"])
    }

    @Test func `each check has an id of its own, a title and an explanation`() {
        let checks = Preflight.all.checks
        #expect(Set(checks.map(\.id)).count == checks.count)
        for check in checks {
            #expect(!check.title.isEmpty)
            #expect(check.explanation.count > 80, "\(check.id)")
        }
    }
}
