import CardIdentity
import Instants
import NHSCards
import PCSCTesting
import Testing
import VirtualCards

@Suite struct SeriesTests {
    // found: P4
    @Test func `a reading never tells a series, and what a person types has the person as its source`() {
        var report = report(BlankCard())
        #expect(report.series == nil)
        report.addSeries(typed: 9, now: testNow)
        #expect(report.series == Sourced(9, source: .operator))
        #expect(report.problems.allSatisfy { $0.code != .seriesBlocked })
        report.addSeries(typed: 5, now: testNow)
        #expect(report.series == Sourced(5, source: .operator))
        #expect(report.has(.seriesBlocked))
    }

    @Test(arguments: [
        (3, "2000-01-01T00:00:00Z", true), (4, "2026-03-31T22:59:59Z", false), (4, "2026-03-31T23:00:00Z", true),
        (5, "2026-05-06T22:59:59Z", false), (6, "2026-05-06T23:00:00Z", true), (7, "2030-01-01T00:00:00Z", false),
        (9, "2030-01-01T00:00:00Z", false),
    ])
    func `a series is blocked from midnight in London`(series: Int, at: String, isBlocked: Bool) throws {
        #expect(CardSeries.block(of: series).holds(at: try #require(UTCInstant(rfc3339: at))) == isBlocked)
    }
}
