import Instants
import Testing

@Suite struct RFC3339Tests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0),
        ("2026-11-21T03:04:05Z", 1_795_230_245),
        ("2026-11-21T03:04:05.999Z", 1_795_230_245),
        ("2026-11-21T04:04:05+01:00", 1_795_230_245),
        ("2024-02-29T23:59:59-00:30", 1_709_252_999),
        ("0001-01-01T00:00:00Z", -62_135_596_800),
        ("9999-12-31T23:59:59Z", 253_402_300_799),
    ])
    func `a full date-time with its offset is read`(text: String, seconds: Int64) {
        #expect(UTCInstant(rfc3339: text)?.secondsSince1970 == seconds)
    }

    @Test(arguments: [
        "", "2026-11-21", "2026-11-21T03:04:05", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-11-21T24:00:00Z", "2026-11-21T03:04:60Z", "2026-11-21T03:04:05.Z", "2026-11-21T03:04:05+0100",
        " 2026-11-21T03:04:05Z", "2026-11-21T03:04:05Z ", "٢٠٢٦-11-21T03:04:05Z", "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-00:01", "2026-11-21T03:04:05.0000000000000000000000000000000000000000000Z and more",
    ])
    func `anything else is refused`(text: String) {
        #expect(UTCInstant(rfc3339: text) == nil)
    }

    @Test(arguments: [0, -1, 86_399, 86_400, 1_795_230_245, -62_135_596_800, 253_402_300_799] as [Int64])
    func `what is written reads back the same`(seconds: Int64) {
        let instant = UTCInstant(secondsSince1970: seconds)
        #expect(UTCInstant(rfc3339: instant.rfc3339) == instant)
    }

    @Test func `every day of 800 years survives the way to days and back`() throws {
        let first = try #require(CivilDate(year: 1700, month: 1, day: 1)).daysSince1970
        for day in first..<first + 292_194 {
            #expect(CivilDate(daysSince1970: day).daysSince1970 == day)
        }
    }
}
