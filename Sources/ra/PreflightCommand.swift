import ArgumentParser
import Foundation
import JSON
import PCSC
import Preflight

struct PreflightCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "preflight",
        abstract: "Check the workstation and say which jobs it is ready for.",
        discussion: """
            Without --for the exit status is 0 when the checks ran. With --for it is 0 when the workstation is ready \
            for that job and 1 when it isn't.
            """)

    @Option(name: .customLong("for"), help: "Answer for one job: self-service, unlock, renew, audit.")
    var job: Job?

    @Option(help: ArgumentHelp("Run only these checks, separated by commas.", valueName: "id,…"))
    var only: String?

    @Flag(help: "List the checks and run none.")
    var list = false

    @Option(help: ArgumentHelp("Say what a check looks at and what its results mean.", valueName: "id"))
    var explain: String?

    @Option(
        help: ArgumentHelp(
            "Look again until the workstation is ready, for so many seconds at most.", valueName: "seconds"))
    var wait: Int?

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if let wait, !(0...86_400).contains(wait) {
            throw ValidationError("--wait takes 0 to 86400 seconds.")
        }
    }

    func run(in context: CommandContext) async throws {
        let preflight = try selection()
        if let explain {
            for check in try Self.checks(explain).checks {
                try context.output.write(PreflightText.explanation(of: check, width: context.output.width))
            }
            return
        }
        if list {
            try context.output.write(
                json ? PreflightText.listDocument(preflight.checks) : PreflightText.list(preflight.checks))
            return
        }
        let report = try await report(of: preflight, in: context)
        if json {
            try context.output.line(report.json.line())
        } else {
            try context.output.write(PreflightText.report(report, job: job, output: context.output))
        }
        if let job, !report.isReady(for: job) { throw ExitStatus.answerIsNo }
    }

    private func selection() throws -> Preflight {
        try only.map(Self.checks) ?? .all
    }

    private static func checks(_ text: String) throws -> Preflight {
        let ids = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        guard !ids.isEmpty else {
            throw CommandFailure(.usage, "At least one check has to be named.", hint: "See 'ra preflight --list'.")
        }
        do {
            return try Preflight.all.only(ids)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// Runs the checks; with `--wait` again every second until nothing stands in the way of the job, or of any job.
    private func report(of preflight: Preflight, in context: CommandContext) async throws -> PreflightReport {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(wait ?? 0)
        while true {
            let report = await preflight.run(on: context.freshWorkstation())
            let isReady = (job.map { [$0] } ?? Job.allCases).allSatisfy { report.isReady(for: $0) }
            let pause = min(Duration.seconds(1), end - clock.now)
            if isReady || pause <= .zero { return report }
            try await Task.sleep(for: pause)
        }
    }
}

extension Job: ExpressibleByArgument {}

extension CommandFailure {
    init(_ error: UnknownCheck) {
        self.init(
            .usage, "There is no check '\(SafeText(error.id))'.", hint: "See 'ra preflight --list' for the checks.")
    }
}
