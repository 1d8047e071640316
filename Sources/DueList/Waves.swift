import Instants

/// How many of those listed stand on one day in London.
public struct DayCount: Hashable, Sendable {
    public let day: CivilDate
    public let count: Int

    public init(day: CivilDate, count: Int) {
        self.day = day
        self.count = count
    }
}

/// When the work comes: every day with a count, in order.
public struct Waves: Hashable, Sendable {
    /// By the day on which the card expires.
    public let expiring: [DayCount]
    /// By the day on which the renewal window opens.
    public let opening: [DayCount]

    public init(_ list: DuePeople) {
        expiring = Waves.days(list.people, \.expires)
        opening = Waves.days(list.people, \.opens)
    }

    private static func days(_ people: [DuePerson], _ instant: (DuePerson) -> UTCInstant?) -> [DayCount] {
        var counts: [CivilDate: Int] = [:]
        var last: (instant: UTCInstant, date: CivilDate)?
        for person in people {
            guard let instant = instant(person) else { continue }
            // Many expire at the same second: that of the end of a day.
            let date = last?.instant == instant ? last!.date : LondonTime.date(instant)
            last = (instant, date)
            counts[date, default: 0] += 1
        }
        return counts.map { DayCount(day: $0.key, count: $0.value) }.sorted { $0.day < $1.day }
    }

    /// The same by week, each under its Monday: all weeks from the first to the last of those given.
    public static func weeks(_ days: [DayCount], from first: CivilDate) -> [DayCount] {
        let monday = { (day: CivilDate) in day.adding(days: 1 - Int64(day.weekday.rawValue)) }
        var counts: [CivilDate: Int] = [:]
        for day in days where day.day >= monday(first) { counts[monday(day.day), default: 0] += day.count }
        guard let last = counts.keys.max() else { return [] }
        var weeks: [DayCount] = []
        var week = monday(first)
        while week <= last {
            weeks.append(DayCount(day: week, count: counts[week] ?? 0))
            week = week.adding(days: 7)
        }
        return weeks
    }
}
