import JSON

/// Numbers as bars of a picture, and as a table's rows: weeks, for instance, or the days of a month.
public struct BarPicture: Sendable {
    /// What was counted at one place of the axis.
    public struct Column: Hashable, Sendable {
        /// Below the bars.
        public var short: String
        /// In the table.
        public var long: String
        /// One for each bar that stands beside another.
        public var counts: [Int]

        /// A place of the axis.
        public init(short: String, long: String, counts: [Int]) {
            self.short = short
            self.long = long
            self.counts = counts
        }
    }

    private let columns: [Column]
    private let columnWidth: Int
    private let barWidth: Int

    /// - Parameters:
    ///   - columns: from left to right.
    ///   - columnWidth: of each, in the picture's own units.
    ///   - barWidth: of a bar.
    public init(_ columns: [Column], columnWidth: Int = 60, barWidth: Int = 16) {
        self.columns = columns
        self.columnWidth = columnWidth
        self.barWidth = barWidth
    }

    private static let floor = 140
    private static let highest = 120

    /// Of the whole picture. It is 170 units high.
    public var width: Int { max(columns.count, 1) * columnWidth }

    /// The columns as a template takes them: `columnShort` at `xText`, `columnLong`, and of each bar, counted from 1, its
    /// `x1`, `y1` and `height1`.
    ///
    /// - Parameter names: what the counts are called in the template.
    public func bars(_ names: String...) -> [JSONValue] {
        let most = max(columns.flatMap(\.counts).max() ?? 0, 1)
        let step = barWidth + 2
        return columns.enumerated().map { index, column in
            let left = index * columnWidth + (columnWidth - 2 * step) / 2
            var bar: [String: JSONValue] = [
                "xText": .integer(Int64(left + step)), "columnShort": .string(column.short),
                "columnLong": .string(column.long),
            ]
            for (place, (name, count)) in zip(names, column.counts).enumerated() {
                let height = count * BarPicture.highest / most
                bar[name] = .integer(Int64(count))
                bar["x\(place + 1)"] = .integer(Int64(left + place * step))
                bar["y\(place + 1)"] = .integer(Int64(BarPicture.floor - height))
                bar["height\(place + 1)"] = .integer(Int64(height))
            }
            return .object(bar)
        }
    }
}
