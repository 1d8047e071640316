import PrintedPages

/// A report as one page of HTML.
public struct ReportPage: Sendable {
    public let html: String

    public init(_ report: AuditReport) {
        var page = PrintedPage(title: report.title)
        for line in report.preface { page.element("p", line) }
        for section in report.sections {
            page.heading(section.title)
            page.add(section)
        }
        html = page.html
    }
}

extension PrintedPage {
    fileprivate mutating func add(_ section: ReportSection) {
        switch section.content {
        case .table(_, let rows) where rows.isEmpty: element("p", "Nothing.")
        case .table(let columns, let rows): table(section.title, columns: columns, rows: rows)
        case .figures(let figures) where figures.isEmpty: element("p", "Nothing.")
        case .figures(let figures):
            table(section.title, columns: ["What", "How often"], rows: figures.map { [$0.0, String($0.1)] })
        case .bars(let bars): self.bars(section.title, columns: ("Day", "Work"), bars)
        case .sentences(let sentences): list(sentences)
        }
    }
}
