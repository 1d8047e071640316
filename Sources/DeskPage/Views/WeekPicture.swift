import Instants
import JSON

/// Weeks as bars of a picture, and as a table's rows.
struct WeekPicture {
    /// What was counted in a week, named by its Monday.
    struct Week: Hashable, Sendable {
        var monday: CivilDate
        /// One for each bar that stands beside another.
        var counts: [Int]
    }

    private let weeks: [Week]

    init(_ weeks: [Week]) { self.weeks = weeks }

    private static let column = 60
    private static let floor = 140
    private static let highest = 120

    var width: Int { max(weeks.count, 1) * WeekPicture.column }

    /// - Parameter names: what the counts are called in the template.
    func bars(_ names: String...) -> [JSONValue] {
        let most = max(weeks.flatMap(\.counts).max() ?? 0, 1)
        return weeks.enumerated().map { index, week in
            let left = index * WeekPicture.column + 12
            var bar: [String: JSONValue] = [
                "xText": .integer(Int64(left + 18)), "weekShort": .string("\(week.monday.day)/\(week.monday.month)"),
                "weekLong": .string(week.monday.longText),
            ]
            for (place, (name, count)) in zip(names, week.counts).enumerated() {
                let height = count * WeekPicture.highest / most
                bar[name] = .integer(Int64(count))
                bar["x\(place + 1)"] = .integer(Int64(left + place * 18))
                bar["y\(place + 1)"] = .integer(Int64(WeekPicture.floor - height))
                bar["height\(place + 1)"] = .integer(Int64(height))
            }
            return .object(bar)
        }
    }
}
