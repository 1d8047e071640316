/// Hours of the days of a week, on London's clock.
public struct WeeklyHours: Sendable, Hashable {
    /// Minutes of a day: from the first, and over at the end. 24:00 is 1440.
    public typealias Span = Range<Int64>

    /// Seven days, Monday first; the spans of each in order and apart.
    public private(set) var days: [[Span]]

    /// No hours at all.
    public init() {
        days = Array(repeating: [], count: 7)
    }

    public enum Mistake: Error, Hashable, Sendable {
        /// Not in the form that is wanted.
        case form
        /// 25:00, 07:60.
        case noSuchTime(String)
        /// It ends before it begins, or with it.
        case endsFirst(String)
        /// A part of it is there already.
        case overlaps(String)
    }

    /// Adds hours from text: `Mon-Fri 07:00-20:00`, `Sat, Sun 09:00-17:00`, `Monday to Friday 8:00–18:00`, and `daily`.
    public mutating func add(_ text: String) throws(Mistake) {
        let pattern = /([A-Za-z ,\-–]+?)\s+(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})/
        guard let match = text.wholeMatch(of: pattern), let weekdays = WeeklyHours.weekdays(match.1) else {
            throw .form
        }
        let start = try WeeklyHours.minutes(match.2, match.3)
        let end = try WeeklyHours.minutes(match.4, match.5)
        guard start < end else { throw .endsFirst(text) }
        for day in weekdays { try add(start..<end, on: day, text) }
    }

    private mutating func add(_ span: Span, on day: Int, _ text: String) throws(Mistake) {
        guard !days[day].contains(where: { $0.overlaps(span) }) else { throw .overlaps(text) }
        days[day].append(span)
        days[day].sort { $0.lowerBound < $1.lowerBound }
    }

    private static func minutes(_ hour: Substring, _ minute: Substring) throws(Mistake) -> Int64 {
        guard let hours = Int64(hour), let minutes = Int64(minute), minutes < 60, hours * 60 + minutes <= 1440 else {
            throw .noSuchTime("\(hour):\(minute)")
        }
        return hours * 60 + minutes
    }

    private static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    private static let fullNames = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]

    private static func weekdays(_ text: Substring) -> [Int]? {
        let words = text.lowercased().replacing("–", with: "-").replacing(" to ", with: "-")
        if words == "daily" { return Array(0..<7) }
        var found: [Int] = []
        for part in words.split(separator: ",") {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { word in
                day(word.trimmingPrefix(while: \.isWhitespace))
            }
            switch ends.count {
            case 1: if let day = ends[0] { found.append(day) } else { return nil }
            case 2:
                guard let first = ends[0], let last = ends[1] else { return nil }
                var day = first
                found.append(day)
                while day != last {
                    day = (day + 1) % 7
                    found.append(day)
                }
            default: return nil
            }
        }
        return found.isEmpty ? nil : found
    }

    private static func day(_ word: Substring) -> Int? {
        let name = word.reversed().drop(while: \.isWhitespace).reversed()
        return names.firstIndex(of: String(name)) ?? fullNames.firstIndex(of: String(name))
    }
}
