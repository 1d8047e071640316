enum Table {
    /// Columns wide enough for their contents; no colour.
    static func text(_ rows: [Row]) -> String {
        let head = ["", "ours", "theirs", "ratio", "bound", ""]
        let cells =
            [head]
            + rows.map { row in
                [
                    row.name, row.ours, row.theirs, row.ratio.map(Row.rounded) ?? "", row.bound,
                    row.isMet.map { $0 ? "met" : "MISSED" } ?? "",
                ]
            }
        let widths = head.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        return cells.map { line in
            let padded = zip(line, widths).enumerated().map { column, cell in
                let padding = String(repeating: " ", count: cell.1 - cell.0.count)
                return (1...3).contains(column) ? padding + cell.0 : cell.0 + padding
            }
            return "  " + padded.joined(separator: "  ").trimmingSuffix(while: { $0 == " " }) + "\n"
        }.joined()
    }
}

extension String {
    fileprivate func trimmingSuffix(while condition: (Character) -> Bool) -> String {
        var rest = self[...]
        while let last = rest.last, condition(last) { rest.removeLast() }
        return String(rest)
    }
}
