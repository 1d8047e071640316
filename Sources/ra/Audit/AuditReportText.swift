import AuditLog
import PlainText

/// A report for the screen and the printer.
struct AuditReportText {
    let text: String

    init(_ report: AuditReport, width: Int) {
        var lines = [report.title]
        for line in report.preface { lines += Wrapped("\(SafeText(line, maximum: 400))", width: width).lines }
        for section in report.sections {
            lines += ["", section.title]
            lines += Self.lines(section.content, width: width)
        }
        text = lines.joined(separator: "\n") + "\n"
    }

    private static func lines(_ content: ReportSection.Content, width: Int) -> [String] {
        switch content {
        case .table(_, let rows): table(rows, width: width)
        case .figures(let figures): self.figures(figures, width: width)
        case .bars(let bars): self.bars(bars, width: width)
        case .sentences(let sentences):
            sentences.flatMap { Wrapped("\(SafeText($0, maximum: 400))", indent: "  - ", width: width).lines }
        }
    }

    /// A paragraph for each value of the first column; under it the rest of each row.
    private static func table(_ rows: [[String]], width: Int) -> [String] {
        guard !rows.isEmpty else { return ["  Nothing."] }
        var lines: [String] = []
        var previous: String?
        for row in rows {
            if row.first != previous {
                previous = row.first
                lines += Wrapped("Operator \(SafeText(row[0]))", indent: "  ", width: width).lines
            }
            let cells = row.dropFirst().map { "\(SafeText($0))" }
            lines += Wrapped(cells.joined(separator: ": "), indent: "    ", width: width).lines
        }
        return lines
    }

    private static func figures(_ figures: [(String, Int)], width: Int) -> [String] {
        guard !figures.isEmpty else { return ["  Nothing."] }
        let most = figures.map { String($0.1).count }.max() ?? 1
        return figures.flatMap { label, count in
            Wrapped("\(SafeText(label))", indent: "  \(String(count).leftPadded(most))  ", width: width).lines
        }
    }

    /// Where the highest bar has room for it, a mark is one piece of work.
    private static func bars(_ bars: [(String, Int)], width: Int) -> [String] {
        let most = max(1, bars.map(\.1).max() ?? 1)
        let digits = String(most).count
        let room = max(1, width - 2 - 2 - 1 - digits - 1)
        return bars.map { label, count in
            let marks = most <= room ? count : (count * room + most - 1) / most
            let bar = "  \(label.leftPadded(2)) \(String(count).leftPadded(digits)) "
            return bar + (marks == 0 ? "." : String(repeating: "#", count: marks))
        }
    }
}

extension String {
    fileprivate func leftPadded(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
