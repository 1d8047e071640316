import ArgumentParser
import AuditLog
import Instants
import JSON

struct AuditReportCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "One page on a month: who did what how often, and what was outside the rules.",
        discussion: """
            Work counts when its outcome is recorded. What the holder did alone, after being told, stands apart from the \
            operator's work. The report doesn't verify the log: 'ra audit verify' does.
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json, html
    }

    @Option(
        help: ArgumentHelp("Which month, such as 2026-11; else this one.", valueName: "month"),
        transform: { text in
            guard let month = CivilMonth(iso8601: text) else {
                throw ValidationError("It takes a month such as 2026-11.")
            }
            return month
        })
    var month: CivilMonth?

    @Option(help: "text, json, or html: a page to print or send.")
    var format: Format?

    @Flag(help: "Print one JSON document for programs; the same as --format json.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if json, let format, format != .json { throw ValidationError("--json and --format \(format) contradict.") }
    }

    func run(in context: CommandContext) async throws {
        let now = context.now
        let month = month ?? CivilMonth(LondonTime.date(now))
        let (report, months) = try await context.withAuditLog { reader in
            (try await reader.report(on: month, now: now), try await reader.months())
        }
        switch json ? .json : format ?? .text {
        case .json: try context.output.line(report.json.line())
        case .html: try context.output.line(ReportPage(report).html)
        case .text: try context.output.write(AuditReportText(report, width: context.output.width).text)
        }
        if report.eventCount == 0, let months {
            let (first, last) = (months.lowerBound, months.upperBound)
            let span = first == last ? "in \(last.longText)" : "from \(first.longText) to \(last.longText)"
            try context.talk.line("The log has events \(span): --month \(last.iso8601)")
        }
    }
}
