import PrintedPages

/// The whole decision table as one page that a manager can read, print and review. Made from the rules.
public struct RulePage {
    public let html: String

    public init(_ rulebook: Rulebook) {
        var page = PrintedPage(title: "What the handbook decides")
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
        html = page.html
    }
}

extension PrintedPage {
    fileprivate mutating func contents() {
        let places: [(id: String, title: String)] =
            Chapter.all.map { ($0.id, $0.title) } + [
                ("conditions", "Named conditions"), ("warnings", "Warnings"), ("roles", "Roles and what they may do"),
                ("sites", "Sites"), ("sources", "Sources"),
            ]
        contents(places)
    }

    fileprivate mutating func table(of chapter: Chapter) {
        heading(chapter.title, id: chapter.id)
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

    fileprivate mutating func conditions() {
        heading("Named conditions", id: "conditions")
        table(
            "Conditions that the tables name, and what each is made of", columns: ["Condition", "Holds when"],
            rows: Chapter.namedConditions.map { [$0.clauses.holds, $0.parts?.text ?? ""] })
    }

    fileprivate mutating func warnings() {
        heading("Warnings", id: "warnings")
        table(
            "Warnings, in the order in which they are given", columns: ["Warning", "Where", "When"],
            rows: WarningRule.all.map { [$0.warning.rawValue, $0.scope.text, $0.when.text] }
                + [["assumed", "everywhere", "the decision rests on an answer \"I don't know\""]])
    }

    fileprivate mutating func roles(_ practice: LocalPractice) {
        heading("Roles and what they may do", id: "roles")
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

    fileprivate mutating func sites(_ practice: LocalPractice) {
        heading("Sites", id: "sites")
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

    fileprivate mutating func sources(_ practice: LocalPractice) {
        heading("Sources", id: "sources")
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
