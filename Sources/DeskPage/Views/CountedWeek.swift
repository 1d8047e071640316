import Instants
import PageFoundation

/// What was counted in a week, named by its Monday.
struct CountedWeek: Hashable, Sendable {
    var monday: CivilDate
    /// One for each bar that stands beside another.
    var counts: [Int]

    var column: BarPicture.Column {
        BarPicture.Column(short: "\(monday.day)/\(monday.month)", long: monday.longText, counts: counts)
    }
}
