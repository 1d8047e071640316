import Instants
import Testing

@Suite struct LondonTimeTests {
    @Test(arguments: [
        ("2026-03-29T00:59:59Z", "29 March 2026, 00:59"),
        ("2026-03-29T01:00:00Z", "29 March 2026, 02:00"),
        ("2026-06-21T12:00:00Z", "21 June 2026, 13:00"),
        ("2026-10-25T00:59:59Z", "25 October 2026, 01:59 BST"),
        ("2026-10-25T01:00:00Z", "25 October 2026, 01:00 GMT"),
        ("2026-12-31T23:59:59Z", "31 December 2026, 23:59"),
        ("2024-03-31T01:00:00Z", "31 March 2024, 02:00"),
        ("2027-10-31T00:59:59Z", "31 October 2027, 01:59 BST"),
        ("2030-03-31T00:59:59Z", "31 March 2030, 00:59"),
    ])
    func `the clocks in London change on the last Sundays of March and October`(
        instant: String, text: String
    ) throws {
        #expect(LondonTime.text(try #require(UTCInstant(rfc3339: instant))) == text)
    }

    @Test(arguments: [
        ("2026-11-21", "2026-11-21T23:59:59Z"),
        ("2026-06-21", "2026-06-21T22:59:59Z"),
        ("2026-03-28", "2026-03-28T23:59:59Z"),
        ("2026-03-29", "2026-03-29T22:59:59Z"),
        ("2026-10-24", "2026-10-24T22:59:59Z"),
        ("2026-10-25", "2026-10-25T23:59:59Z"),
        ("2028-02-29", "2028-02-29T23:59:59Z"),
    ])
    func `the last second of a day is London's`(date: String, end: String) throws {
        #expect(LondonTime.endOfDay(try #require(CivilDate(iso8601: date))).rfc3339 == end)
    }

    /// (year, last Sunday of March, last Sunday of October), from the published list of clock changes.
    @Test(arguments: [
        (2016, 27, 30), (2018, 25, 28), (2020, 29, 25), (2022, 27, 30), (2024, 31, 27), (2025, 30, 26), (2026, 29, 25),
        (2027, 28, 31),
    ])
    func `the offset changes at 01 00 UTC and nowhere else in the year`(year: Int, march: Int, october: Int) throws {
        let spring = try #require(UTCInstant(rfc3339: "\(year)-03-\(march)T01:00:00Z"))
        let autumn = try #require(UTCInstant(rfc3339: "\(year)-10-\(october)T01:00:00Z"))
        var instant = try #require(UTCInstant(rfc3339: "\(year)-01-01T00:00:00Z"))
        let end = try #require(UTCInstant(rfc3339: "\(year + 1)-01-01T00:00:00Z"))
        while instant < end {
            #expect(LondonTime.offset(at: instant) == (spring <= instant && instant < autumn ? 3600 : 0))
            instant = instant.adding(seconds: 3600)
        }
        #expect(LondonTime.offset(at: spring.adding(seconds: -1)) == 0)
        #expect(LondonTime.offset(at: autumn.adding(seconds: -1)) == 3600)
    }

    @Test func `an hour that comes twice is the first, one that is left out is winter time`() throws {
        let autumn = try #require(CivilDate(iso8601: "2026-10-25"))
        #expect(LondonTime.instant(autumn, hour: 1, minute: 30).rfc3339 == "2026-10-25T00:30:00Z")
        let spring = try #require(CivilDate(iso8601: "2026-03-29"))
        #expect(LondonTime.instant(spring, hour: 1, minute: 30).rfc3339 == "2026-03-29T01:30:00Z")
    }
}
