import Handbook
import Instants
import Testing

/// handbook-rules §1, "Times" and "Series", to the second.
@Suite struct TimeBoundaryTests {
    private func route(_ now: String, expires: Expiry) throws -> Route {
        try Case.decide(.renew) {
            Case.usable(&$0)
            $0.now = try Case.instant(now)
            $0.card.certificatesExpire = expires
            $0.holder.employer = .other
        }.route
    }

    /// Seconds from now to the expiry, and what the renewal comes to.
    @Test(
        arguments: [
            (91 * 86_400, Route.notDue), (90 * 86_400 + 1, .notDue), (90 * 86_400, .selfRenew),
            (90 * 86_400 - 1, .selfRenew), (89 * 86_400, .selfRenew), (1, .selfRenew), (0, .selfRenew),
            (-1, .referToPrimaryEmployer), (-86_400, .referToPrimaryEmployer),
        ] as [(Int64, Route)])
    func `due from 90 days before to the last second`(seconds: Int64, expected: Route) throws {
        for start in ["2026-11-21T03:00:00Z", "2028-02-29T00:00:00Z", "2026-10-25T00:59:59Z", "2026-03-29T01:00:00Z"] {
            let expiry = try Case.instant(start).adding(seconds: seconds)
            #expect(try route(start, expires: .instant(expiry)) == expected, "\(start)")
        }
    }

    /// A bare date ends at 23:59:59 in London: in summer that is an hour earlier in UTC.
    @Test(
        arguments: [
            ("2026-11-21T23:59:59Z", "2026-11-21", Route.selfRenew),
            ("2026-11-22T00:00:00Z", "2026-11-21", .referToPrimaryEmployer),
            ("2026-06-21T22:59:59Z", "2026-06-21", .selfRenew),
            ("2026-06-21T23:00:00Z", "2026-06-21", .referToPrimaryEmployer),
            ("2026-03-29T22:59:59Z", "2026-03-29", .selfRenew),
            ("2026-03-29T23:00:00Z", "2026-03-29", .referToPrimaryEmployer),
            ("2026-10-25T23:59:59Z", "2026-10-25", .selfRenew),
            ("2026-10-26T00:00:00Z", "2026-10-25", .referToPrimaryEmployer),
            ("2028-02-29T23:59:59Z", "2028-02-29", .selfRenew),
            ("2028-03-01T00:00:00Z", "2028-02-29", .referToPrimaryEmployer),
        ] as [(String, String, Route)])
    func `a bare date is valid to the end of the day in London`(now: String, date: String, expected: Route) throws {
        #expect(try route(now, expires: .date(try #require(CivilDate(iso8601: date)))) == expected)
    }

    /// 90 × 24 h, not 90 days on the calendar: over a clock change the window opens at another hour.
    @Test(arguments: [
        ("2026-12-31", "2026-10-02T23:59:59Z"), ("2026-06-01", "2026-03-03T22:59:59Z"),
        ("2028-02-29", "2027-12-01T23:59:59Z"), ("2028-05-29", "2028-02-29T22:59:59Z"),
    ])
    func `the window opens 90 times 24 hours before`(date: String, opensAt: String) throws {
        let decision = try Case.decide(.email) {
            $0.card.certificatesExpire = .date(try #require(CivilDate(iso8601: date)))
        }
        #expect(decision.opensAt?.rfc3339 == opensAt)
        #expect(decision.expiresAt == decision.opensAt?.adding(seconds: 90 * 86_400))
    }

    @Test(
        arguments: [
            (4, "2026-03-31T22:59:59Z", false), (4, "2026-03-31T23:00:00Z", true),
            (4, "2026-04-01T00:00:00+01:00", true),
            (5, "2026-05-06T22:59:59.999Z", false), (5, "2026-05-06T23:00:00Z", true),
            (6, "2026-05-06T22:59:59Z", false), (6, "2026-05-07T00:00:00+01:00", true),
            (3, "1999-01-01T00:00:00Z", true), (7, "2030-01-01T00:00:00Z", false), (8, "2030-01-01T00:00:00Z", false),
        ] as [(Int, String, Bool)])
    func `a series is blocked from midnight in London`(series: Int, now: String, blocked: Bool) throws {
        let decision = try Case.decide(.unlock) {
            $0.card.series = series
            $0.now = try Case.instant(now)
            $0.card.certificatesExpire = .instant(try Case.instant("2031-01-01T00:00:00Z"))
        }
        #expect((decision.route == .replaceCard) == blocked)
    }
}
