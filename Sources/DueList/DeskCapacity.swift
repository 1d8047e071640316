import Instants
import WorkingDays

/// Whether the desk can renew everybody in time, at so many on a working day.
///
/// A working day can be used for a person from the one on which the window is open at 12:00 in London to the last one
/// on which the card isn't past at 12:00. Work goes to the days earliest deadline first, which for work of one size
/// saves as many as can be saved (Jackson's rule). Everybody listed whose card isn't past counts, also those whose card
/// is blocked: a replacement is the desk's work as well.
public struct DeskCapacity: Hashable, Sendable {
    public let perWorkingDay: Int
    /// The last day on which starting still leaves nobody expired. Nil where somebody can't be saved, and where nobody
    /// has to be.
    public let startBy: CivilDate?
    /// Whom it can't save, by the last working day on which they could be renewed.
    public let shortfall: [DayCount]

    /// - Parameters:
    ///   - list: whom the desk has to renew; those without a date and the expired don't count.
    ///   - perWorkingDay: how many the desk renews on a working day: 1 or more.
    ///   - holidays: days on which nobody is renewed; where they don't reach the weekday decides.
    public init(_ list: DuePeople, perWorkingDay: Int, holidays: BankHolidays) {
        self.perWorkingDay = perWorkingDay
        let calendar = Noons(holidays)
        let today = calendar.firstWorkingDay(noonNotBefore: list.at.adding(seconds: 1))
        var jobs: [Job: Int] = [:]
        var lastInstants: (opens: UTCInstant, expires: UTCInstant, job: Job)?
        for person in list.people where person.band != .expired {
            guard let opens = person.opens, let expires = person.expires else { continue }
            if let last = lastInstants, last.expires == expires {
                jobs[last.job]! += 1
                continue
            }
            let job = Job(
                first: max(today, calendar.firstWorkingDay(noonNotBefore: opens)),
                last: calendar.lastWorkingDay(noonNotAfter: expires))
            lastInstants = (opens, expires, job)
            jobs[job, default: 0] += 1
        }
        let work = jobs.map { (job: $0.key, count: $0.value) }
        let plan = Schedule(work, perDay: perWorkingDay, from: today, calendar: calendar)
        shortfall = plan.shortfall
        startBy =
            plan.shortfall.isEmpty
            ? DeskCapacity.lastStart(work, perWorkingDay, today: today, calendar: calendar) : nil
    }

    /// The latest start that leaves nobody expired; starting today is known to do.
    private static func lastStart(
        _ work: [(job: Job, count: Int)], _ perDay: Int, today: Int64, calendar: Noons
    ) -> CivilDate? {
        guard let last = work.map(\.job.last).max() else { return nil }
        var (good, bad) = (today, last + 1)
        while bad - good > 1 {
            let middle = (good + bad) / 2
            if Schedule(work, perDay: perDay, from: middle, calendar: calendar).shortfall.isEmpty {
                good = middle
            } else {
                bad = middle
            }
        }
        // A working day: from any other one could as well start on the next.
        return CivilDate(daysSince1970: good)
    }
}

/// Days on which a person can be renewed, as days since 1970.
private struct Job: Hashable {
    var first: Int64
    var last: Int64
}

/// Work given to days, earliest deadline first.
private struct Schedule {
    private(set) var shortfall: [DayCount] = []

    init(_ work: [(job: Job, count: Int)], perDay: Int, from start: Int64, calendar: Noons) {
        let waiting = work.sorted { ($0.job.first, $0.job.last) < ($1.job.first, $1.job.last) }
        var next = 0
        /// By deadline: how many are open.
        var open: [Int64: Int] = [:]
        var deadlines: [Int64] = []
        var missed: [Int64: Int] = [:]
        var day = start
        while next < waiting.count || !deadlines.isEmpty {
            if deadlines.isEmpty { day = max(day, waiting[next].job.first) }
            while next < waiting.count, waiting[next].job.first <= day {
                let (job, count) = waiting[next]
                if open[job.last] == nil {
                    deadlines.insert(job.last, at: deadlines.firstIndex { $0 > job.last } ?? deadlines.count)
                }
                open[job.last, default: 0] += count
                next += 1
            }
            while let deadline = deadlines.first, deadline < day {
                missed[deadline, default: 0] += open.removeValue(forKey: deadline)!
                deadlines.removeFirst()
            }
            var room = calendar.isWorkingDay(day) ? perDay : 0
            while room > 0, let deadline = deadlines.first {
                let done = min(room, open[deadline]!)
                room -= done
                open[deadline]! -= done
                if open[deadline] == 0 {
                    open[deadline] = nil
                    deadlines.removeFirst()
                }
            }
            day += 1
        }
        shortfall = missed.map { DayCount(day: CivilDate(daysSince1970: $0.key), count: $0.value) }
            .sorted { $0.day < $1.day }
    }
}

/// Working days in London, each by its 12:00.
private struct Noons {
    private let holidays: BankHolidays

    init(_ holidays: BankHolidays) { self.holidays = holidays }

    func isWorkingDay(_ day: Int64) -> Bool { holidays.isWorkingDay(CivilDate(daysSince1970: day)) }

    func firstWorkingDay(noonNotBefore instant: UTCInstant) -> Int64 {
        var day = LondonTime.date(instant).daysSince1970
        if noon(day) < instant { day += 1 }
        while !isWorkingDay(day) { day += 1 }
        return day
    }

    func lastWorkingDay(noonNotAfter instant: UTCInstant) -> Int64 {
        var day = LondonTime.date(instant).daysSince1970
        if noon(day) > instant { day -= 1 }
        while !isWorkingDay(day) { day -= 1 }
        return day
    }

    private func noon(_ day: Int64) -> UTCInstant {
        LondonTime.instant(CivilDate(daysSince1970: day), hour: 12)
    }
}
