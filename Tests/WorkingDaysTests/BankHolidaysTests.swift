import Instants
import StrictYAML
import Testing
import WorkingDays

@Suite struct BankHolidaysTests {
    static let england = try! BankHolidays.england()

    @Test func theDataGoesToTheEndOf2028AndSaysWhereItIsFrom() {
        #expect(Self.england.known.upperBound >= CivilDate(year: 2028, month: 12, day: 31)!)
        #expect(Self.england.source.contains("gov.uk"))
    }

    @Test func eachYearHasTheHolidaysThatTheActAndTheUsualProclamationsGiveIt() {
        for year in Self.england.known.lowerBound.year...Self.england.known.upperBound.year {
            let listed = Self.england.names.keys.filter { $0.year == year }.sorted()
            #expect(listed == Self.computed(year), "\(year)")
        }
    }

    @Test func aWorkingDayIsMondayToFridayAndNoBankHoliday() {
        let days = [
            ("2026-12-24", true), ("2026-12-25", false), ("2026-12-26", false), ("2026-12-27", false),
            ("2026-12-28", false), ("2026-12-29", true), ("2028-02-29", true),
        ]
        for (text, isWorkingDay) in days {
            #expect(Self.england.isWorkingDay(CivilDate(iso8601: text)!) == isWorkingDay, "\(text)")
        }
    }

    @Test func afterTheEndOfTheDataTheDayOfTheWeekDecides() {
        #expect(Self.england.isWorkingDay(CivilDate(year: 2035, month: 12, day: 25)!))
        #expect(!Self.england.known.contains(CivilDate(year: 2035, month: 12, day: 25)!))
    }

    @Test(arguments: [
        ("days: {}", "must have source, knownFrom, knownTo and days"),
        ("{source: a, knownFrom: '2026-01-01', knownTo: '2025-01-01', days: {}}", "must not be before knownFrom"),
        ("{source: a, knownFrom: '2026-01-01', knownTo: x, days: {}}", "must be a date: YYYY-MM-DD"),
        (
            "{source: a, knownFrom: '2026-01-01', knownTo: '2026-12-31', days: {2027-01-01: New Year}}",
            "must be from knownFrom to knownTo"
        ),
        (
            "{source: a, knownFrom: '2026-01-01', knownTo: '2026-12-31', days: {Easter: Sunday}}",
            "must have a date as its key"
        ),
    ]) func aMistakeInTheDataIsNamed(text: String, message: String) {
        #expect {
            try BankHolidays(text: text, file: "holidays.yaml")
        } throws: {
            ($0 as? YAMLMistake)?.message == message
        }
    }

    /// By the rules, and independently of the data: Easter by Butcher's algorithm, holidays on a weekend moved to the
    /// next weekday that is none.
    static func computed(_ year: Int) -> [CivilDate] {
        let easter = easterSunday(year)
        var days = [
            easter.adding(days: -2), easter.adding(days: 1), firstMonday(5, year),
            firstMonday(6, year).adding(days: -7), firstMonday(9, year).adding(days: -7),
        ]
        for (month, day) in [(1, 1), (12, 25), (12, 26)] {
            var date = CivilDate(year: year, month: month, day: day)!
            while date.weekday >= .saturday || days.contains(date) { date = date.adding(days: 1) }
            days.append(date)
        }
        return days.sorted()
    }

    static func firstMonday(_ month: Int, _ year: Int) -> CivilDate {
        var date = CivilDate(year: year, month: month, day: 1)!
        while date.weekday != .monday { date = date.adding(days: 1) }
        return date
    }

    static func easterSunday(_ year: Int) -> CivilDate {
        let (a, b, c) = (year % 19, year / 100, year % 100)
        let g = (8 * b + 13) / 25
        let h = (19 * a + b - b / 4 - g + 15) % 30
        let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7
        let m = (a + 11 * h + 19 * l) / 433
        let month = (h + l - 7 * m + 90) / 25
        return CivilDate(year: year, month: month, day: (h + l - 7 * m + 33 * month + 19) % 32)!
    }
}
