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
    }

    @Test func `checks run side by side and are reported in their order`() async throws {
        let everyone = Meeting(of: 10)
        let checks = (0..<10).map { number in
            check("\(number)", deadline: .seconds(60)) {
                // Each waits for all the others: one after another they would never meet.
                everyone.arriveAndWait()
                return Finding(.pass, "\(number)")
            }
        }
        let report = await Preflight(checks: checks).run(on: try TestWorkstation().workstation)
        #expect(report.results.map(\.id) == (0..<10).map { "\($0)" })
        #expect(report.results.allSatisfy { $0.finding.status == .pass })
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

    // found: W10
    @Test func `what needs the card service and couldn't look is no yes`() async throws {
        var test = try TestWorkstation()
        test.workstation.service = Shared { .dead }
        let served = try await Preflight.all.only(["readers.served"]).run(on: test.workstation)
        for job in Job.allCases { #expect(!served.isReady(for: job), "\(job)") }
        #expect(served.blockers(of: .unlock).isEmpty)
        #expect(served.notChecked(for: .unlock).contains("service.reachable"))
        let count = try await Preflight.all.only(["readers.count"]).run(on: test.workstation)
        #expect(count.blockers(of: .unlock).map(\.id) == ["readers.count"])
    }

    // found: W10
    @Test(arguments: [
        ("site.limits", Job.unlock), ("site.limits", .renew), ("workstation.designated", .renew),
        ("audit.space", .unlock),
        ("audit.verified", .audit), ("cards.connect", .selfService), ("driver.bundle", .selfService),
        ("clock.sane", .selfService),
    ])
    func `a verdict that needs a check that was left out is not given`(id: String, job: Job) async throws {
        let test = try TestWorkstation(readers: [.test(0), .test(1)])
        let others = Preflight.all.checks.map(\.id).filter { $0 != id }
        let without = try await Preflight.all.only(others).run(on: test.workstation)
        #expect(without.notChecked(for: job) == [id])
        #expect(!without.isReady(for: job))
        #expect(await Preflight.all.run(on: test.workstation).notChecked(for: job).isEmpty)
    }
}
