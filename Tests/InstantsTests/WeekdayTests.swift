import Instants
import Testing

@Suite struct WeekdayTests {
    @Test(arguments: [
        ("1970-01-01", Weekday.thursday), ("1969-12-31", .wednesday), ("2026-11-26", .thursday),
        ("2028-02-29", .tuesday), ("0001-01-01", .monday), ("9999-12-31", .friday),
    ]) func aDateHasItsDayOfTheWeek(date: String, weekday: Weekday) {
        #expect(CivilDate(iso8601: date)?.weekday == weekday)
    }
}
