/// One page of HTML that stands by itself, to be read, printed and sent on: no script, nothing fetched.
///
/// It reads well without styles and with a screen reader: headings in order, a caption on each table, a header cell for
/// each row and column, and nothing that is said by colour or position alone.
public struct PrintedPage: Sendable {
    private let title: String
    private var body = ""

    /// An empty page with its title as the first heading.
    public init(title: String) {
        self.title = title
        element("h1", title)
    }

    /// One element with a text.
    public mutating func element(_ name: String, _ text: String) {
        body += "<\(name)>\(text.htmlEscaped)</\(name)>\n"
    }

    /// A heading of the second level, which a link can lead to if it has an id.
    public mutating func heading(_ text: String, id: String? = nil) {
        body += "<h2\(id.map { " id=\"\($0.htmlEscaped)\"" } ?? "")>\(text.htmlEscaped)</h2>\n"
    }

    public mutating func list(_ texts: [String]) {
        body += "<ul>\n"
        for text in texts { element("li", text) }
        body += "</ul>\n"
    }

    /// Links to headings of this page.
    public mutating func contents(_ places: [(id: String, title: String)]) {
        body += "<nav aria-label=\"Contents\">\n<ul>\n"
        for (id, title) in places { body += "<li><a href=\"#\(id.htmlEscaped)\">\(title.htmlEscaped)</a></li>\n" }
        body += "</ul>\n</nav>\n"
    }

    /// The first column holds the header of each row.
    public mutating func table(_ caption: String, columns: [String], rows: [[String]]) {
        let head = columns.map { "<th scope=\"col\">\($0.htmlEscaped)</th>" }.joined()
        body += "<table>\n<caption>\(caption.htmlEscaped)</caption>\n<thead><tr>\(head)</tr></thead>\n<tbody>\n"
        for row in rows {
            body += "<tr>"
            for (index, cell) in row.enumerated() {
                body += index == 0 ? "<th scope=\"row\">\(cell.htmlEscaped)</th>" : "<td>\(cell.htmlEscaped)</td>"
            }
            body += "</tr>\n"
        }
        body += "</tbody>\n</table>\n"
    }

    /// A table of counts, each with a bar beside it.
    public mutating func bars(_ caption: String, columns: (String, String), _ bars: [(String, Int)]) {
        let most = max(1, bars.map(\.1).max() ?? 1)
        body += "<table class=\"bars\">\n<caption>\(caption.htmlEscaped)</caption>\n<thead><tr>"
        body +=
            "<th scope=\"col\">\(columns.0.htmlEscaped)</th><th scope=\"col\">\(columns.1.htmlEscaped)</th><td></td>"
        body += "</tr></thead>\n<tbody>\n"
        for (label, count) in bars {
            body += "<tr><th scope=\"row\">\(label.htmlEscaped)</th><td>\(count)</td><td>"
            body += "<meter min=\"0\" max=\"\(most)\" value=\"\(count)\" aria-hidden=\"true\"></meter></td></tr>\n"
        }
        body += "</tbody>\n</table>\n"
    }

    /// The whole document.
    public var html: String {
        """
        <!DOCTYPE html>
        <html lang="en-GB">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>\(title.htmlEscaped)</title>
        <style>
        body { font-family: sans-serif; line-height: 1.4; max-width: 70rem; margin: 0 auto; padding: 1rem; }
        table { border-collapse: collapse; margin: 1rem 0; width: 100%; }
        caption { text-align: left; font-weight: bold; padding: 0.5rem 0; }
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
}

extension String {
    /// With what has a meaning in HTML escaped. A text may be anybody's words: control characters, which HTML doesn't
    /// have, and those that turn or hide text become U+FFFD.
    fileprivate var htmlEscaped: String {
        var result = ""
        for scalar in unicodeScalars {
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
