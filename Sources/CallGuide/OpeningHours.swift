import Instants
import WorkingDays

/// When somebody can be reached. An interval is over at its end: at 18:00:00 it is closed.
public enum OpeningHours: Sendable, Hashable {
    /// The source gives none, so it is taken as open.
    case notStated
    case within(WeeklyHours, OnBankHolidays)
    /// Whenever it isn't these hours of a working day: nights, weekends and all of a bank holiday.
    case outside(WeeklyHours)

    /// What hours that name days of the week mean on a bank holiday.
    public enum OnBankHolidays: String, Sendable, Hashable, CaseIterable {
        /// The source doesn't say; the weekday counts, and the answer says so.
        case notStated = "not-stated"
        /// As on any such weekday.
        case open
        case closed
    }

    /// True where the answer has to say that it is a bank holiday.
    var ignoresBankHolidays: Bool {
        if case .within(_, .notStated) = self { true } else { false }
    }

    public var isStated: Bool { self != .notStated }
}

/// Whether it is open at a moment, and until or from when. Nil where no such time is known.
public struct OpenState: Sendable, Hashable {
    public var isOpen: Bool
    public var opensAt: UTCInstant?
    public var closesAt: UTCInstant?

    public init(isOpen: Bool, opensAt: UTCInstant? = nil, closesAt: UTCInstant? = nil) {
        self.isOpen = isOpen
        self.opensAt = opensAt
        self.closesAt = closesAt
    }

    static let noHours = OpenState(isOpen: true)
}

extension OpeningHours {
    /// How many days ahead are looked at. The longest break, Christmas at a weekend, has four.
    private static let horizon: Int64 = 15

    /// Whether these hours are open at a moment, and when that changes.
    ///
    /// - Parameters:
    ///   - instant: the moment asked about; days and hours are London's.
    ///   - holidays: for a day that they don't reach the weekday decides.
    public func state(at instant: UTCInstant, holidays: BankHolidays) -> OpenState {
        switch self {
        case .notStated: return .noHours
        case .within(let week, let rule):
            let next = OpeningHours.nextChange(of: week, at: instant) { day in
                rule == .closed && holidays.names[day] != nil
            }
            return next.isInside
                ? OpenState(isOpen: true, closesAt: next.at) : OpenState(isOpen: false, opensAt: next.at)
        case .outside(let week):
            let next = OpeningHours.nextChange(of: week, at: instant) { holidays.names[$0] != nil }
            return next.isInside
                ? OpenState(isOpen: false, opensAt: next.at) : OpenState(isOpen: true, closesAt: next.at)
        }
    }

    /// Whether an instant is inside the hours, and when that changes.
    private static func nextChange(
        of week: WeeklyHours, at instant: UTCInstant, except isClosed: (CivilDate) -> Bool
    ) -> (isInside: Bool, at: UTCInstant?) {
        let today = LondonTime.date(instant).daysSince1970
        var end: UTCInstant?
        for dayNumber in today...today + horizon {
            let date = CivilDate(daysSince1970: dayNumber)
            let spans = week.days[date.weekday.rawValue - Weekday.monday.rawValue]
            guard !spans.isEmpty, !isClosed(date) else {
                if end != nil { return (true, end) }
                continue
            }
            for span in spans {
                let from = LondonTime.instant(date, minute: span.lowerBound)
                let to = LondonTime.instant(date, minute: span.upperBound)
                if let reached = end {
                    // Hours that go on without a break, over midnight.
                    guard from <= reached else { return (true, reached) }
                    end = to
                } else if instant < from {
                    return (false, from)
                } else if instant < to {
                    end = to
                }
            }
        }
        return (end != nil, nil)
    }
}
