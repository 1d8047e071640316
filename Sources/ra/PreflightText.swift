import Instants
import JSON
import PCSC
import PlainText
import Preflight

/// The preflight for people. Words carry the meaning; colour only repeats it.
///
/// What is well comes first, then what isn't, with what to do, and the verdict last: the end is what stays on the
/// screen.
enum PreflightText {
    struct Form {
        /// Each skipped check on a line of its own; else one line counts them.
        var isComplete = false
        /// Only some checks were asked for, so that the verdict is not the workstation's.
        var isPartial = false
    }

    static func report(_ report: PreflightReport, job: Job?, form: Form, width: Int, colour: Bool) -> String {
        var lines = Wrapped(
            "Preflight of \(SafeText(report.workstation))"
                + (report.site.map { ", site \(SafeText($0))" } ?? "") + ", \(LondonTime.text(report.at))",
            width: width
        ).lines
        lines.append("")
        func show(_ results: [CheckResult]) {
            for result in results { lines += text(of: result, width: width, colour: colour) }
        }
        let skipped = report.results.filter { $0.finding.status == .skip }
        let troubles = report.results.filter(\.finding.status.isTrouble)
        show(report.results.filter { $0.finding.status == .pass })
        if form.isComplete {
            show(skipped)
        } else if !skipped.isEmpty {
            let number = skipped.count == 1 ? "One check was" : "\(skipped.count) checks were"
            lines +=
                Wrapped(
                    number + " skipped, as not needed or not possible here; --verbose says why.",
                    indent: Finding.Status.skip.mark + " ", width: width
                ).lines
        }
        if !troubles.isEmpty {
            if lines.last != "" { lines.append("") }
            show(troubles)
            lines += Wrapped("'ra preflight --explain ID' says what is meant by one in brackets.", width: width).lines
        }
        lines.append("")
        if form.isPartial { lines += Wrapped("By what was looked at alone:", width: width).lines }
        for job in job.map({ [$0] }) ?? Job.allCases {
            // What was skipped only because something else is wrong isn't worth a name beside it.
            let all = report.blockers(of: job)
            let causes = all.filter { $0.finding.status != .skip }
            let blockers = (causes.isEmpty ? all : causes).map(\.id)
            let missing = report.notChecked(for: job)
            let verdict =
                if !blockers.isEmpty {
                    "no, because of " + blockers.joined(separator: ", ")
                } else if !missing.isEmpty {
                    "not checked; needs " + missing.joined(separator: ", ")
                } else {
                    "yes"
                }
            let label = "Ready for \(job.rawValue): "
            lines += Wrapped(verdict, indent: label, width: width).lines
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func text(of result: CheckResult, width: Int, colour: Bool) -> [String] {
        let finding = result.finding
        let mark = finding.status.mark
        let title = finding.status.isTrouble ? "\(result.title) [\(result.id)]" : result.title
        var lines = Wrapped("\(title): \(finding.summary)", indent: mark + " ", width: width).lines
        if colour, let first = lines.first {
            lines[0] = finding.status.colour + mark + "\u{1B}[0m" + first.dropFirst(mark.count)
        }
        for remedy in finding.remedies {
            let label = remedy.audience == .it ? "IT: " : "Do: "
            lines += Wrapped(remedy.text, indent: "       " + label, width: width).lines
            // A command stays on its line, to be copied.
            lines += remedy.commands.map { "             " + $0 }
        }
        return lines
    }

    static func list(_ checks: [Check]) -> String {
        let width = checks.map(\.id.count).max() ?? 0
        return checks.map { check in
            check.id + String(repeating: " ", count: width - check.id.count + 2) + check.title + "\n"
        }.joined()
    }

    static func listDocument(_ checks: [Check]) throws -> String {
        let entries = checks.map { check -> JSONValue in
            [
                "id": .string(check.id), "title": .string(check.title),
                "explanation": .string(check.explanation),
            ]
        }
        let document: JSONValue = ["schemaVersion": 1, "checks": .array(entries)]
        return try document.line() + "\n"
    }

    static func explanation(of check: Check, width: Int) -> String {
        let lines = ["\(check.title) (\(check.id))", ""] + Wrapped(check.explanation, width: width).lines
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Finding.Status {
    fileprivate var isTrouble: Bool { self != .pass && self != .skip }

    /// Six characters wide, so that the lines stand under each other.
    fileprivate var mark: String {
        switch self {
        case .pass: "pass  "
        case .warn: "WARN  "
        case .fail: "FAIL  "
        case .skip: "skip  "
        case .crashed: "CRASH "
        }
    }

    fileprivate var colour: String {
        switch self {
        case .pass: "\u{1B}[32m"
        case .warn: "\u{1B}[33m"
        case .fail, .crashed: "\u{1B}[31m"
        case .skip: "\u{1B}[2m"
        }
    }
}
