import ArgumentParser
import Foundation
import JSON
import PCSC
import PlainText
import Preflight
import Workplace

struct PreflightCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "preflight",
        abstract: "Check the workstation and say which jobs it is ready for.",
        discussion: """
            Without --for the exit status is 0 when the checks ran. With --for it is 0 when the workstation is ready \
            for that job and 1 when it isn't. No card need be in. The card service is given \
            \(ServiceProbe.patience) seconds to answer.
            """)

    @Option(name: .customLong("for"), help: "Answer for one job: self-service, unlock, renew, audit.")
    var job: Job?

    @Option(help: ArgumentHelp("Run only these checks, separated by commas.", valueName: "id,…"))
    var only: String?

    @Flag(help: "List the checks and run none.")
    var list = false

    @Option(help: ArgumentHelp("Say what a check looks at and what its results mean.", valueName: "id"))
    var explain: String?

    @Flag(help: "Also try to reach the hosts that the work needs.")
    var network = false

    @Option(
        help: ArgumentHelp(
            "Look again until the workstation is ready, for so many seconds at most.", valueName: "seconds"))
    var wait: Int?

    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "Also write a full report to send to IT; it holds nothing personal. With a name that ends in .json it is "
                + "the document of --json. May be given twice.", valueName: "file"))
    var reports: [String] = []

    @Flag(help: "Show the report of the preflight that the system ran last, at boot or when a reader came.")
    var last = false

    @Flag(help: "Also show each check that was skipped, and why.")
    var verbose = false

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if let wait, !(0...86_400).contains(wait) {
            throw ValidationError("--wait takes 0 to 86400 seconds.")
        }
        let others = [
            list, network, verbose, !reports.isEmpty, job != nil, only != nil, explain != nil, wait != nil,
        ]
        if last, others.contains(true) {
            throw ValidationError(
                "--last shows a report that was made before; of the options only --json goes with it.")
        }
    }

    func run(in context: CommandContext) async throws {
        if last { return try context.output.write(PreflightReportFile.last(asJSON: json)) }
        let preflight = try selection()
        if let explain {
            let checks = try Self.checks(explain).checks
            if json { return try context.output.write(PreflightText.listDocument(checks)) }
            for check in checks {
                try context.output.write(PreflightText.explanation(of: check, width: context.output.width))
            }
            return
        }
        if list {
            try context.output.write(
                json ? PreflightText.listDocument(preflight.checks) : PreflightText.list(preflight.checks))
            return
        }
        let result = try await result(of: preflight, in: context)
        try await context.record(result, job: job)
        if json {
            try context.output.line(result.json.line())
        } else {
            let form = PreflightText.Form(isComplete: verbose || only != nil, isPartial: only != nil)
            let colour = context.output.colour
            try context.show { PreflightText.report(result, job: job, form: form, width: $0, colour: colour) }
        }
        // After what it is about was shown: a disk that is full takes nothing from the screen.
        for report in reports { try PreflightReportFile.write(result, to: report, in: context) }
        if only == nil { context.tellJournal(JournalMessage(result)) }
        if let job, !result.isReady(for: job) { throw ExitStatus.answerIsNo }
    }

    private func selection() throws -> Preflight {
        if let only { return try Self.checks(only) }
        return network ? .withNetwork : .all
    }

    private static func checks(_ text: String) throws -> Preflight {
        let ids = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        guard !ids.isEmpty else {
            throw CommandFailure(
                .usage, "At least one check has to be named.", hint: "See 'ra preflight --list'.")
        }
        do {
            return try Preflight.withNetwork.only(ids)
        } catch {
            throw CommandFailure(
                .usage, "There is no check '\(SafeText(error.id))'.",
                hint: "See 'ra preflight --list --network' for the checks.")
        }
    }

    /// Runs the checks; with `--wait` again every second until nothing stands in the way of the job, or of any job.
    private func result(of preflight: Preflight, in context: CommandContext) async throws -> PreflightReport {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(wait ?? 0)
        var isSaid = false
        while true {
            let result = await preflight.run(on: context.workplace.freshWorkstation()).said(by: \.spoken)
            let blockers = (job.map { [$0] } ?? Job.allCases).flatMap(result.blockers).map(\.title)
            let pause = min(Duration.seconds(1), end - clock.now)
            if blockers.isEmpty || pause <= .zero { return result }
            if !isSaid, context.talk.isTerminal {
                isSaid = true
                let titles = blockers.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
                try context.talk.line(
                    "ra: note: Not ready (\(titles.joined(separator: ", "))); looking again for up to "
                        + "\((end - clock.now).components.seconds) seconds. Ctrl-C ends it.")
            }
            try await Task.sleep(for: pause)
        }
    }
}

extension JournalMessage {
    init(_ report: PreflightReport) {
        let ready = Job.allCases.filter(report.isReady)
        let notReady = Job.allCases.filter { !report.isReady(for: $0) }
        let blockers = Set(notReady.flatMap(report.blockers).map(\.id)).sorted()
        func list(_ jobs: [Job]) -> String { jobs.map(\.rawValue).joined(separator: ", ") }
        let fields = [
            "READY": ready.map(\.rawValue).joined(separator: " "), "BLOCKERS": blockers.joined(separator: " "),
        ]
        if notReady.isEmpty {
            self.init(.ready, .info, "Ready for \(list(ready)).", fields)
        } else {
            let reasons = blockers.joined(separator: ", ")
            self.init(.notReady, .warning, "Not ready for \(list(notReady)): \(reasons).", fields)
        }
    }
}

extension Job: ExpressibleByArgument {}
