import CallGuide
import Instants
import StrictYAML
import Testing
import WorkingDays

@Suite struct WeeklyHoursTests {
    private func hours(_ yaml: String) throws(YAMLMistake) -> WeeklyHours {
        try WeeklyHours(yaml: YAMLValue(text: yaml, file: "hours.yaml"))
    }

    @Test(arguments: [
        "Mon-Fri 08:00-18:00", "monday to friday 8:00–18:00", "[Mon-Wed 08:00-18:00, \"Thu, Fri 08:00-18:00\"]",
        "{Mon-Fri: 08:00-18:00}", "{Mon-Thu: [08:00-12:00, 12:00-18:00], Fri: 08:00-18:00}",
    ])
    func `the same hours can be written in several ways`(text: String) throws {
        let usual = try OpeningHours.within(hours("Mon-Fri 08:00-18:00"), .open)
        let other = try OpeningHours.within(hours(text), .open)
        let holidays = try BankHolidays.england()
        for hour in 0..<(24 * 8) {
            let at = LondonTime.instant(CivilDate(year: 2026, month: 11, day: 23)!).adding(seconds: Int64(hour) * 3600)
            #expect(usual.state(at: at, holidays: holidays).isOpen == other.state(at: at, holidays: holidays).isOpen)
        }
    }

    @Test func `a week that goes over Sunday is taken`() throws {
        let days = try hours("Sat-Mon 10:00-11:00").days
        #expect(days.map(\.count) == [1, 0, 0, 0, 0, 1, 1])
    }

    @Test func `hours that touch at midnight are one`() throws {
        let night = try OpeningHours.within(hours("[daily 18:00-24:00, daily 00:00-08:00]"), .open)
        let at = try #require(UTCInstant(london: "2026-11-26 19:00:00"))
        let state = night.state(at: at, holidays: try BankHolidays.england())
        #expect(state == OpenState(isOpen: true, closesAt: UTCInstant(london: "2026-11-27 08:00:00")))
    }

    @Test func `hours across the change of clocks are London's`() throws {
        let hours = try OpeningHours.within(hours("Sun 00:30-03:30"), .open)
        let holidays = try BankHolidays.england()
        let spring = hours.state(at: UTCInstant(rfc3339: "2027-03-28T00:30:00Z")!, holidays: holidays)
        #expect(spring.closesAt?.rfc3339 == "2027-03-28T02:30:00Z")
        let autumn = hours.state(at: UTCInstant(rfc3339: "2027-10-30T23:30:00Z")!, holidays: holidays)
        #expect(autumn.closesAt?.rfc3339 == "2027-10-31T03:30:00Z")
    }

    @Test(arguments: ["0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "9999-12-31T23:59:59Z"])
    func `any moment has an answer`(text: String) throws {
        let ask = try Ask()
        let at = try #require(UTCInstant(rfc3339: text))
        for system in ask.guide.systems {
            let answer = ask.guide.answer(CallQuestion(system: system, at: at), holidays: try BankHolidays.england())
            #expect(answer.contacts.contains { $0.state.isOpen })
            #expect(answer.warnings.contains(.bankHolidaysUnknown))
        }
    }
}
