/// The whole decision table as one page that a manager can read, print and review. Made from the rules.
///
/// It reads well without styles and with a screen reader: headings in order, a caption on each table, a header cell for
/// each row and column, and nothing that is said by colour or position alone.
public struct RulePage {
    public let html: String

    public init(_ rulebook: Rulebook) {
        var page = Markup()
        page.element("h1", "What the handbook decides")
        page.element(
            "p",
            """
            Rule set \(rulebook.ruleSet). In each table the rows are tried from the top. The first that is true \
            decides. The first that can't be decided asks for the facts that are missing, and nothing after it is looked at.
            """)
        page.contents()
        for chapter in Chapter.all { page.table(of: chapter) }
        page.conditions()
        page.warnings()
        page.roles(rulebook.practice)
        page.sites(rulebook.practice)
        page.sources(rulebook.practice)
        html = page.document(title: "What the handbook decides", language: "en-GB")
    }
}

/// HTML with its text escaped.
private struct Markup {
    private var body = ""

    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }

    mutating func element(_ name: String, _ text: String) {
        body += "<\(name)>\(Markup.escaped(text))</\(name)>\n"
    }

    private mutating func heading(_ id: String, _ text: String) {
        body += "<h2 id=\"\(id)\">\(Markup.escaped(text))</h2>\n"
    }

    /// The first column holds the header of each row.
    private mutating func table(_ caption: String, columns: [String], rows: [[String]]) {
        body += "<table>\n<caption>\(Markup.escaped(caption))</caption>\n<thead><tr>"
        for column in columns { body += "<th scope=\"col\">\(Markup.escaped(column))</th>" }
        body += "</tr></thead>\n<tbody>\n"
        for row in rows {
            body += "<tr>"
            for (index, cell) in row.enumerated() {
                let tag = index == 0 ? "th scope=\"row\"" : "td"
                body += "<\(tag)>\(Markup.escaped(cell))</\(index == 0 ? "th" : "td")>"
            }
            body += "</tr>\n"
        }
        body += "</tbody>\n</table>\n"
    }

    mutating func contents() {
        let places =
            Chapter.all.map { ($0.id, $0.title) } + [
                ("conditions", "Named conditions"), ("warnings", "Warnings"), ("roles", "Roles and what they may do"),
                ("sites", "Sites"), ("sources", "Sources"),
            ]
        body += "<nav aria-label=\"Contents\">\n<ul>\n"
        for (id, title) in places { body += "<li><a href=\"#\(id)\">\(Markup.escaped(title))</a></li>\n" }
        body += "</ul>\n</nav>\n"
    }

    mutating func table(of chapter: Chapter) {
        heading(chapter.id, chapter.title)
        table(
            "\(chapter.title): rows in the order in which they are tried",
            columns: ["Row", "When", "Then", "Where it says so"],
            rows: chapter.table.all.map { rule in
                [
                    rule.id, rule.when.text, chapter.table.outcomeText(of: rule),
                    rule.citations.map { "\($0.source): \($0.section)" }.joined(separator: "; "),
                ]
            })
    }

    mutating func conditions() {
        heading("conditions", "Named conditions")
        table(
            "Conditions that the tables name, and what each is made of", columns: ["Condition", "Holds when"],
            rows: Chapter.namedConditions.map { [$0.clauses.holds, $0.parts?.text ?? ""] })
    }

    mutating func warnings() {
        heading("warnings", "Warnings")
        table(
            "Warnings, in the order in which they are given", columns: ["Warning", "Where", "When"],
            rows: WarningRule.all.map { [$0.warning.rawValue, $0.scope.text, $0.when.text] }
                + [["assumed", "everywhere", "the decision rests on an answer \"I don't know\""]])
    }

    mutating func roles(_ practice: LocalPractice) {
        heading("roles", "Roles and what they may do")
        table(
            "Roles and what they may do for another person",
            columns: ["Role"] + Permission.allCases.map(\.rawValue) + ["Where it says so"],
            rows: OperatorRole.allCases.map { role in
                let rights = practice.roles[role]
                return [role.rawValue] + Permission.allCases.map { (rights?[$0] ?? .no).words }
                    + [(rights?.citations ?? []).map { "\($0.source): \($0.section)" }.joined(separator: "; ")]
            })
        table(
            "Roles in Care Identity Management that may do it; another role that is known takes it away",
            columns: ["Permission", "CIM roles"],
            rows: Permission.allCases.map { [$0.rawValue, $0.cimRoles.map(\.rawValue).joined(separator: ", ")] })
    }

    mutating func sites(_ practice: LocalPractice) {
        heading("sites", "Sites")
        table(
            "Sites and what is known of them",
            columns: ["Id", "Name", "Second reader", "Self-service unlock", "Hosts may unlock", "Note"],
            rows: practice.sites.map {
                [
                    $0.id, $0.name, $0.secondReader.words, $0.selfServiceUnlock.words, $0.hostsMayUnlock ? "yes" : "no",
                    $0.note ?? "",
                ]
            })
    }

    mutating func sources(_ practice: LocalPractice) {
        heading("sources", "Sources")
        table(
            "The documents that the rules cite",
            columns: ["Id", "Title", "Version", "Published", "Next review", "Note"],
            rows: practice.sources.map {
                [
                    $0.id, $0.title, $0.version ?? "not stated", $0.published ?? "not stated",
                    $0.nextReview ?? "not stated", $0.note,
                ]
            })
    }

    func document(title: String, language: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="\(language)">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(Markup.escaped(title))</title>
        <style>
        body { font-family: sans-serif; line-height: 1.5; max-width: 70rem; margin: 0 auto; padding: 1rem; }
        table { border-collapse: collapse; margin: 1rem 0; width: 100%; }
        caption { text-align: left; font-weight: bold; padding: 0.5rem 0; }
        th, td { border: 1px solid; padding: 0.4rem; text-align: left; vertical-align: top; }
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

extension Grant {
    public var words: String {
        switch self {
        case .yes: "yes"
        case .no: "no"
        case .byCIMRole: "by CIM role"
        case .whereHostsMayUnlock: "where hosts may unlock"
        }
    }
}

extension SecondReader {
    public var words: String {
        switch self {
        case .noLimitStated: "no limit stated"
        case .notStated: "not stated"
        case .notAllowed: "not allowed"
        }
    }
}

extension SelfServiceAtSite {
    public var words: String {
        switch self {
        case .noLimitStated: "no limit stated"
        case .notStated: "not stated"
        case .mayNotWork: "may not work"
        }
    }
}
