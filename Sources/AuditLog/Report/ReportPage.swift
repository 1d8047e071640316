/// A report as one page of HTML: no script, nothing fetched, and nothing said by colour or position alone.
public struct ReportPage: Sendable {
    public let html: String

    public init(_ report: AuditReport) {
        var body = Self.element("h1", report.title)
        for line in report.preface { body += Self.element("p", line) }
        for section in report.sections {
            body += Self.element("h2", section.title)
            body += Self.content(section)
        }
        html = """
            <!DOCTYPE html>
            <html lang="en-GB">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>\(Self.escaped(report.title))</title>
            <style>
            body { font-family: sans-serif; line-height: 1.4; max-width: 60rem; margin: 0 auto; padding: 1rem; }
            table { border-collapse: collapse; width: 100%; }
            caption { position: absolute; left: -99rem; }
            th, td { border: 1px solid; padding: 0.2rem 0.4rem; text-align: left; vertical-align: top; }
            .bars th, .bars td { border: 0; padding: 0 0.4rem; }
            .bars th, .bars td:nth-child(2) { width: 2rem; text-align: right; }
            meter { width: 100%; }
            </style>
            </head>
            <body>
            <main>
            \(body)</main>
            </body>
            </html>
            """
    }

    private static func content(_ section: ReportSection) -> String {
        switch section.content {
        case .table(_, let rows) where rows.isEmpty: element("p", "Nothing.")
        case .table(let columns, let rows): table(section.title, columns, rows)
        case .figures(let figures) where figures.isEmpty: element("p", "Nothing.")
        case .figures(let figures): table(section.title, ["What", "How often"], figures.map { [$0.0, String($0.1)] })
        case .bars(let bars): Self.bars(section.title, bars)
        case .sentences(let sentences):
            "<ul>\n" + sentences.map { element("li", $0) }.joined() + "</ul>\n"
        }
    }

    /// The first column holds the header of each row.
    private static func table(_ caption: String, _ columns: [String], _ rows: [[String]]) -> String {
        let head = columns.map { "<th scope=\"col\">\(escaped($0))</th>" }.joined()
        let lines = rows.map { row in
            "<tr>"
                + row.enumerated().map { index, cell in
                    index == 0 ? "<th scope=\"row\">\(escaped(cell))</th>" : "<td>\(escaped(cell))</td>"
                }.joined() + "</tr>\n"
        }.joined()
        return "<table>\n<caption>\(escaped(caption))</caption>\n<thead><tr>\(head)</tr></thead>\n<tbody>\n\(lines)"
            + "</tbody>\n</table>\n"
    }

    private static func bars(_ caption: String, _ bars: [(String, Int)]) -> String {
        let most = max(1, bars.map(\.1).max() ?? 1)
        let rows = bars.map { label, count in
            "<tr><th scope=\"row\">\(escaped(label))</th><td>\(count)</td><td>"
                + "<meter min=\"0\" max=\"\(most)\" value=\"\(count)\" aria-hidden=\"true\"></meter></td></tr>\n"
        }.joined()
        return "<table class=\"bars\">\n<caption>\(escaped(caption))</caption>\n<thead><tr><th scope=\"col\">Day</th>"
            + "<th scope=\"col\">Work</th><td></td></tr></thead>\n<tbody>\n\(rows)</tbody>\n</table>\n"
    }

    private static func element(_ name: String, _ text: String) -> String {
        "<\(name)>\(escaped(text))</\(name)>\n"
    }

    /// What comes from the log may be anybody's words. Control characters are left out: HTML has none.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .surrogate, .privateUse, .unassigned: result += "\u{FFFD}"
                default: result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }
}
