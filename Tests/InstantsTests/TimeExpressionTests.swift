import Instants
import Testing

@Suite struct TimeExpressionTests {
    /// 21 November 2026, 03:00 in London.
    private static let now = UTCInstant(secondsSince1970: 1_795_230_000)

    private func range(_ text: String, now: UTCInstant = now) -> [String]? {
        TimeExpression(text).map { [$0.range(now: now).lowerBound.rfc3339, $0.range(now: now).upperBound.rfc3339] }
    }

    @Test(arguments: [
        ("2026-11-25T18:00:00Z", "2026-11-25T18:00:00Z", "2026-11-25T18:00:00Z"),
        ("2026-11-25T18:00:00+01:00", "2026-11-25T17:00:00Z", "2026-11-25T17:00:00Z"),
        ("2026-11-25 18:00", "2026-11-25T18:00:00Z", "2026-11-25T18:00:59Z"),
        ("2026-11-25T18:00", "2026-11-25T18:00:00Z", "2026-11-25T18:00:59Z"),
        ("25/11/2026 18:00", "2026-11-25T18:00:00Z", "2026-11-25T18:00:59Z"),
        ("5/6/2026 9:05", "2026-06-05T08:05:00Z", "2026-06-05T08:05:59Z"),
        ("25/11/2026 18:00:30", "2026-11-25T18:00:30Z", "2026-11-25T18:00:30Z"),
        ("2026-06-25", "2026-06-24T23:00:00Z", "2026-06-25T22:59:59Z"),
        ("25/06/2026", "2026-06-24T23:00:00Z", "2026-06-25T22:59:59Z"),
        ("today", "2026-11-21T00:00:00Z", "2026-11-21T23:59:59Z"),
        ("Yesterday", "2026-11-20T00:00:00Z", "2026-11-20T23:59:59Z"),
        ("-12h", "2026-11-20T15:00:00Z", "2026-11-20T15:00:00Z"),
        ("-30m", "2026-11-21T02:30:00Z", "2026-11-21T02:30:00Z"),
        ("-7d", "2026-11-14T03:00:00Z", "2026-11-14T03:00:00Z"),
    ])
    func `dates and times are taken as people write them`(text: String, first: String, last: String) {
        #expect(range(text) == [first, last])
    }

    // The clock shows 01:30 twice on 25 October 2026, and never on 29 March.
    @Test(arguments: [
        ("2026-10-25 01:30", "2026-10-25T00:30:00Z", "2026-10-25T01:30:59Z"),
        ("2026-10-25 01:30 BST", "2026-10-25T00:30:00Z", "2026-10-25T00:30:59Z"),
        ("25/10/2026 01:30 gmt", "2026-10-25T01:30:00Z", "2026-10-25T01:30:59Z"),
        ("2026-10-25 00:59", "2026-10-24T23:59:00Z", "2026-10-24T23:59:59Z"),
        ("2026-10-25 02:00", "2026-10-25T02:00:00Z", "2026-10-25T02:00:59Z"),
        ("2026-10-25", "2026-10-24T23:00:00Z", "2026-10-25T23:59:59Z"),
        ("2026-03-29 01:30", "2026-03-29T01:30:00Z", "2026-03-29T01:30:59Z"),
        ("2026-03-29", "2026-03-29T00:00:00Z", "2026-03-29T22:59:59Z"),
    ])
    func `both hours are meant where the clock goes back`(text: String, first: String, last: String) {
        #expect(range(text) == [first, last])
    }

    @Test func `today is London's, also where it isn't UTC's`() {
        let now = UTCInstant(rfc3339: "2026-06-24T23:30:00Z") ?? Self.now
        #expect(range("today", now: now)?.first == "2026-06-24T23:00:00Z")
        #expect(range("yesterday", now: now)?.first == "2026-06-23T23:00:00Z")
    }

    @Test(arguments: [
        "", " ", "tomorrow", "12h", "-h", "-12x", "-1234567h", "-٣h", "2026-13-01", "2026-02-30", "31/11/2026",
        "11/25/2026", "25/11/26", "2026-11-25 24:00", "2026-11-25 18", "2026-11-25 18:0", "2026-11-25 18:00 CET",
        "18:00", "2026-11-25 18:00:60", "2026-11-25T18:00:60Z", "25.11.2026", "2026-11-25 18:00 GMT x", "+12h",
    ])
    func `what is no date is none`(text: String) {
        #expect(TimeExpression(text) == nil)
    }

    // found: F8
    @Test func `in the hour that comes twice no two instants look alike, and the zone is shown in no other`() throws {
        let start = try #require(UTCInstant(rfc3339: "2026-10-24T22:00:00Z"))
        let instants = stride(from: Int64(0), to: 6 * 3600, by: 600).map { start.adding(seconds: $0) }
        for text in [LondonTime.text, LondonTime.timeOfDay, LondonTime.sortableText] {
            #expect(Set(instants.map(text)).count == instants.count)
            #expect(instants.count { text($0).hasSuffix("BST") || text($0).hasSuffix("GMT") } == 12)
        }
        #expect(LondonTime.sortableText(start.adding(seconds: 9000)) == "2026-10-25 01:30 BST")
        #expect(LondonTime.timeOfDay(start.adding(seconds: 12_600)) == "01:30:00 GMT")
    }

    @Test func `a month has its days and its name`() throws {
        let month = try #require(CivilMonth(iso8601: "2028-02"))
        #expect(month.days == 29 && month.iso8601 == "2028-02" && month.longText == "February 2028")
        #expect(month.last.iso8601 == "2028-02-29")
        #expect(try CivilMonth(#require(CivilDate(iso8601: "2028-02-17"))) == month)
        for text in ["2028-13", "2028-2", "2028", "", "2028-02-01", "02/2028"] {
            #expect(CivilMonth(iso8601: text) == nil)
        }
    }
}
