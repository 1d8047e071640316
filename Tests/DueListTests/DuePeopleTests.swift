import Instants
import Testing

@testable import DueList

@Suite struct DuePeopleTests {
    @Test(
        arguments: [
            (-1, DueBand.expired, -1), (0, .within7, 0), (86_399, .within7, 0), (7 * 86_400, .within7, 7),
            (7 * 86_400 + 1, .within30, 7), (30 * 86_400, .within30, 30), (30 * 86_400 + 1, .within60, 30),
            (60 * 86_400, .within60, 60), (60 * 86_400 + 1, .within90, 60), (90 * 86_400, .within90, 90),
            (90 * 86_400 + 1, .later, 90), (-3600, .expired, -1), (-86_400, .expired, -1), (-86_401, .expired, -2),
        ] as [(Int64, DueBand, Int64)]) func theSmallestBandThatFitsCounts(
            seconds: Int64, band: DueBand, daysLeft: Int64
        )
    {
        var cards = DueCards()
        cards.cards = [DueCard(uuid: 1, expires: Sample.now.adding(seconds: seconds))]
        let person = DuePeople(cards, at: Sample.now).people[0]
        #expect(person.band == band && person.daysLeft == daysLeft)
    }

    @Test func theEarliestCardThatIsntPastCountsAndCancelledOnesDont() throws {
        let people = try Sample.read(Sample.fixture("cards.csv")).list().people
        let shown = people.map { "\($0.uuid) \($0.band.code) \($0.expires?.rfc3339.prefix(10) ?? "-") \($0.cards)" }
        #expect(
            shown == [
                "000000000002 expired 2026-11-15 2", "000000000001 30 2026-12-15 2", "000000000004 later 2028-03-01 2",
                "000000000006 later 2028-03-01 1", "000000000005 unknown - 1",
            ])
        #expect(people.map(\.card.cardType) == [.piv, .piv, .piv, .gemplus, nil])
        #expect(people.map(\.card.isBlocked) == [false, false, false, true, false])
        #expect(
            people.map { $0.advice?.rawValue } == ["registration-authority", "renew-now", "wait", "replace-card", nil])
        #expect(people.allSatisfy { ($0.advice?.citations.isEmpty ?? true) == ($0.advice == nil) })
    }

    @Test func withoutAContactIsSaidOnlyWhereTheReportShowsContacts() throws {
        let people = try Sample.read(Sample.fixture("contacts.csv")).list().people
        #expect(people.map(\.noContact) == [false, false, true])
        #expect(try Sample.read(Sample.fixture("comma.csv")).list().people.map(\.noContact) == [nil])
    }

    @Test func positionsHaveABandOfTheirOwn() throws {
        let people = try Sample.read(Sample.fixture("other-cells.csv")).list().people
        #expect(people.map { $0.positionBand?.code } == [nil, "90"])
    }

    @Test func filtersKeepTheExpiredAndTheBandsUpToOneAndOneOrganisation() throws {
        let reading = try Sample.read(Sample.fixture("cards.csv"))
        #expect(reading.list(.init(within: .within30)).people.map(\.band) == [.expired, .within30])
        #expect(reading.list(.init(within: .within7)).people.map(\.band) == [.expired])
        let contacts = try Sample.read(Sample.fixture("contacts.csv"))
        #expect(contacts.list(.init(organisation: "y00001")).people.map(\.card.uuid) == [1, 3])
        #expect(contacts.list(.init(organisation: "Y0000")).people.isEmpty)
        #expect(contacts.list(.init(organisation: "a1b2c")).count(in: .unknown) == 0)
    }

    @Test func aCardOfTheLogJoinsThePersonsLatestCardAndTheLaterExpiryCounts() throws {
        var reading = try Sample.read(Sample.fixture("cards.csv"))
        var log = LogCards()
        log.saw(event: 9, uuid: "000000000001", expires: Sample.instant("2028-01-01T00:00:00Z"), isBlocked: nil)
        log.saw(event: 5, uuid: "000000000001", expires: Sample.instant("2029-01-01T00:00:00Z"), isBlocked: nil)
        log.saw(event: 10, uuid: "000000000001", expires: nil, isBlocked: nil)
        log.saw(event: 6, uuid: "000000000003", expires: Sample.instant("2028-01-01T00:00:00Z"), isBlocked: nil)
        log.saw(event: 7, uuid: "000000000007", expires: Sample.instant("2026-12-01T00:00:00Z"), isBlocked: true)
        log.saw(event: 8, uuid: "seven", expires: Sample.now, isBlocked: nil)
        log.add(to: &reading.cards)
        #expect(log.source.rows == 3)
        let people = Dictionary(uniqueKeysWithValues: reading.list().people.map { ($0.uuid, $0) })
        // The latest of the two that aren't cancelled took the later date; the earlier one still counts.
        #expect(people["000000000001"]?.expires?.rfc3339 == "2026-12-15T23:59:59Z")
        #expect(people["000000000001"]?.cards == 2)
        // All cards are cancelled: the log's is one of them.
        #expect(people["000000000003"] == nil)
        #expect(people["000000000007"]?.band == .within7 && people["000000000007"]?.card.isBlocked == true)
        #expect(people["000000000007"]?.noContact == nil)
    }
}
