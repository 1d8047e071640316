import Instants

/// A part of a report in words, so that each front end shows the same.
public struct ReportSection: Sendable {
    public enum Content: Sendable {
        /// The first column says what a row is about.
        case table(columns: [String], rows: [[String]])
        /// A number for each.
        case figures([(String, Int)])
        case bars([(String, Int)])
        case sentences([String])
    }

    public let title: String
    public let content: Content

    init(_ title: String, _ content: Content) {
        self.title = title
        self.content = content
    }
}

extension AuditReport {
    public var title: String { "Audit report, \(month.longText)" }

    /// What it is about, a sentence each.
    public var preface: [String] {
        var lines = ["Log \(origin). Made on \(LondonTime.text(at)), London time."]
        lines.append(
            "Events: \(eventCount). Sessions: \(figures.sessionCount). Pieces of work: \(figures.workCount), of them "
                + "\(figures.outOfHoursCount) outside Monday to Friday, 8:00 to 18:30.")
        if isPractice { lines.append("PRACTICE: all of this was on simulated readers and cards.") }
        if practiceCount > 0 {
            lines.append("Not counted: \(practiceCount) pieces of work on simulated readers and cards.")
        }
        if unreadableCount > 0 {
            lines.append("\(unreadableCount) events can't be read: this program can't have written them.")
        }
        return lines
    }

    public var sections: [ReportSection] {
        [
            ReportSection(
                "Who did what",
                .table(
                    columns: ["Operator", "By whom", "What", "How it ended"],
                    rows: figures.sortedWork.map { work, outcomes in
                        [
                            work.operatorUUID ?? "not known", work.doer.words,
                            work.route ?? "\(work.action), not begun",
                            AuditReport.sorted(outcomes).map { "\($0.0) \($0.1)" }.joined(separator: ", "),
                        ]
                    })),
            ReportSection("How it ended", .figures(AuditReport.sorted(figures.outcomes))),
            ReportSection(
                "Work on each day", .bars(figures.days.enumerated().map { ("\($0.offset + 1)", $0.element) })),
            ReportSection("Outside the rules, or not certain", .figures(exceptions)),
            ReportSection(
                "Refused, stopped and changed",
                .figures(
                    figures.refusals.labelled("refused: ") + figures.stops.labelled("work stopped: ")
                        + figures.changes.map { (EventKinds.byCode[$0.key]?.name ?? $0.key, $0.value) }
                        .sorted { $0.0 < $1.0 })),
            ReportSection("What this log can't see", .sentences(AuditReport.blindSpots)),
        ]
    }

    private var exceptions: [(String, Int)] {
        let shown = figures.openIntents.prefix(AuditReport.shownIntents).map(String.init).joined(separator: ", ")
        let rest = figures.openIntents.count > AuditReport.shownIntents ? ", …" : ""
        return [
            ("decided on an answer \"I don't know\"", figures.assumedCount),
            ("not verified on the card", figures.notVerifiedCount),
            ("on the operator's own card", figures.ownCardCount),
            ("begun, end not recorded" + (shown.isEmpty ? "" : " (events \(shown)\(rest))"), figures.openIntents.count),
            ("without a second reader", figures.withoutSecondReaderCount),
            ("begun, then decided anew as an answer was taken back", figures.correctedCount),
            ("operator not known", figures.unknownOperatorCount),
        ]
    }

    /// Of open intents so many numbers stand on the page.
    private static let shownIntents = 12

    /// What no log of a desk shows.
    public static let blindSpots = [
        "Work in Care Identity Management that was done without this program, and work at other desks.",
        "Who sat there: a UUID is read from a card, or typed.",
        "What holders did afterwards with what they were told, and what became of tickets.",
        "Events that were never written, or cut off at the end: a checkpoint that was kept elsewhere shows that, and "
            + "this report doesn't look.",
    ]

    private static func sorted(_ outcomes: [String: Int]) -> [(String, Int)] {
        let order = EventOutcome.allCases.map(\.rawValue)
        return outcomes.sorted {
            (order.firstIndex(of: $0.key) ?? order.count, $0.key) < (
                order.firstIndex(of: $1.key) ?? order.count, $1.key
            )
        }.map { (EventOutcome(rawValue: $0.key)?.words ?? $0.key, $0.value) }
    }
}

extension AuditReport.Doer {
    public var words: String {
        switch self {
        case .operator: "by the operator"
        case .holder: "by the holder alone"
        case .ownCard: "by the operator, own card"
        case .advice: "advice only"
        }
    }
}

extension EventOutcome {
    public var words: String {
        switch self {
        case .verified: "verified"
        case .confirmedByOperator: "confirmed by operator"
        case .failed: "failed"
        case .abandoned: "abandoned"
        case .refused: "refused"
        case .advised: "advised"
        case .notVerified: "not verified"
        case .laidAside: "laid aside"
        }
    }
}

extension [String: Int] {
    fileprivate func labelled(_ prefix: String) -> [(String, Int)] {
        sorted { $0.key < $1.key }.map { (prefix + $0.key, $0.value) }
    }
}
