import Instants
import Testing
import WorkingDays

@testable import DueList

@Suite struct DeskCapacityTests {
    static let holidays = try! BankHolidays.england()

    static func capacity(_ expiries: [String], at now: String, _ perDay: Int) -> DeskCapacity {
        var cards = DueCards()
        cards.cards = expiries.enumerated().map {
            DueCard(uuid: UInt64($0.offset), expires: Sample.instant($0.element))
        }
        let list = DuePeople(cards, at: Sample.instant(now))
        return DeskCapacity(list, perWorkingDay: perDay, holidays: holidays)
    }

    @Test func workingDaysLeaveOutWeekendsAndBankHolidays() {
        // 25 and 28 December are holidays, 26 and 27 a weekend: 24 and 29 December are left.
        let two = [String](repeating: "2026-12-29T23:59:59Z", count: 2)
        let capacity = Self.capacity(two, at: "2026-12-01T00:00:00Z", 1)
        #expect(capacity.startBy?.iso8601 == "2026-12-24" && capacity.shortfall == [])
    }

    @Test(
        arguments: [
            ("2026-12-01T11:59:59Z", "2026-12-01", []), ("2026-12-01T12:00:00Z", nil, ["2026-12-01 1"]),
        ] as [(String, String?, [String])]) func theDayItselfCountsBeforeNoon(
            now: String, startBy: String?, shortfall: [String]
        )
    {
        let capacity = Self.capacity(["2026-12-01T20:00:00Z"], at: now, 5)
        #expect(capacity.startBy?.iso8601 == startBy)
        #expect(capacity.shortfall.map { "\($0.day.iso8601) \($0.count)" } == shortfall)
    }

    @Test func aCardThatIsPastAtNoonHasTheDayBefore() {
        #expect(Self.capacity(["2026-12-02T12:00:00Z"], at: "2026-11-30T00:00:00Z", 1).startBy?.iso8601 == "2026-12-02")
        #expect(Self.capacity(["2026-12-02T11:59:59Z"], at: "2026-11-30T00:00:00Z", 1).startBy?.iso8601 == "2026-12-01")
    }

    @Test func whoCantBeSavedIsCountedByTheLastDay() {
        let five = [String](repeating: "2026-12-01T23:59:59Z", count: 5)
        let capacity = Self.capacity(five, at: "2026-11-30T00:00:00Z", 2)
        #expect(capacity.startBy == nil)
        #expect(capacity.shortfall.map { "\($0.day.iso8601) \($0.count)" } == ["2026-12-01 1"])
    }

    @Test func theExpiredAndTheUnknownAreNoWork() {
        let capacity = Self.capacity(["2026-11-01T00:00:00Z"], at: "2026-12-01T00:00:00Z", 1)
        #expect(capacity.startBy == nil && capacity.shortfall == [])
    }

    @Test func workCantBeginBeforeTheWindowOpens() {
        // Two that can be done from 1 March 2027 to 28 May, none before.
        let capacity = Self.capacity(["2027-05-30T08:00:00Z", "2027-05-30T08:00:00Z"], at: "2026-12-01T00:00:00Z", 1)
        #expect(capacity.startBy?.iso8601 == "2027-05-27")
    }

    @Test func itAgreesWithTryingEachDay() {
        var random = SplitMix(seed: 17)
        for _ in 0..<200 {
            let now = Sample.instant("2026-12-18T00:00:00Z").adding(seconds: random.next(in: 0..<20 * 86_400))
            let jobs = (0..<random.next(in: 1..<12)).map { _ in
                now.adding(seconds: random.next(in: 0..<(random.next(in: 0..<2) == 0 ? 8 : 105) * 86_400))
            }
            let perDay = Int(random.next(in: 1..<4))
            let got = Self.capacity(jobs.map(\.rfc3339), at: now.rfc3339, perDay)
            let expected = Self.tried(jobs, at: now, perDay)
            #expect(got.startBy == expected.startBy && got.shortfall.reduce(0) { $0 + $1.count } == expected.missed)
        }
    }

    /// Day by day, from the contract's words.
    static func tried(_ jobs: [UTCInstant], at now: UTCInstant, _ perDay: Int) -> (startBy: CivilDate?, missed: Int) {
        func missed(from start: CivilDate) -> Int {
            var open = jobs.sorted()
            var day = start
            let end = LondonTime.date(open.last!)
            while day <= end {
                let noon = LondonTime.instant(day, hour: 12)
                var room = holidays.isWorkingDay(day) && noon > now ? perDay : 0
                open.removeAll { expires in
                    guard room > 0, noon <= expires, noon >= expires.adding(seconds: -90 * 86_400) else { return false }
                    room -= 1
                    return true
                }
                day = day.adding(days: 1)
            }
            return open.count
        }
        var day = LondonTime.date(now)
        let atOnce = missed(from: day)
        guard atOnce == 0 else { return (nil, atOnce) }
        var best: CivilDate?
        while missed(from: day) == 0 {
            if holidays.isWorkingDay(day), LondonTime.instant(day, hour: 12) > now { best = day }
            day = day.adding(days: 1)
        }
        return (best, 0)
    }
}

/// Random numbers that are the same each time (Steele, Lea, Flood: SplitMix64).
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func next(in range: Range<Int64>) -> Int64 { Int64.random(in: range, using: &self) }
}
