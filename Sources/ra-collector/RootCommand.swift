import ArgumentParser
import CommandParts

struct RootCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Main.program,
        abstract: "Collects many desks' audit logs, cosigns them, and answers across desks.",
        discussion: """
            Exit status: 0 done and good; 1 done, and the answer is no; 64 wrong usage; 65 bad input; 69 the database, or \
            the place to listen, is unavailable; 70 a fault of ra-collector; 74 a file can't be read or written; 77 not \
            permitted.
            """,
        version: Version.current,
        subcommands: service + enrolment + questions
    )

    /// Running it.
    private static let service: [any ParsableCommand.Type] = [
        ServeCommand.self, InitCommand.self, KeyCommand.self, ExpireCommand.self,
    ]

    /// Which desks.
    private static let enrolment: [any ParsableCommand.Type] = [
        EnrolCommand.self, RekeyCommand.self, RetireCommand.self,
    ]

    /// What auditors ask.
    private static let questions: [any ParsableCommand.Type] = [
        StatusCommand.self, ListCommand.self, ShowCommand.self, ExportCommand.self, VerifyCommand.self,
        CompleteCommand.self, ForksCommand.self, PagesCommand.self,
    ]

    @OptionGroup var global: CollectorOptions
}

/// Options that every command takes, before or after its name.
struct CollectorOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The collector's settings (or RA_COLLECTOR_CONFIG).", valueName: "file"))
    var config: String?

    mutating func validate() throws {
        if config == "" { throw ValidationError("Option --config needs a value.") }
    }
}

/// A command of the collector.
protocol CollectorCommand: AsyncParsableCommand, Sendable {
    /// Declared in each command as `@OptionGroup var global: CollectorOptions`.
    var global: CollectorOptions { get }

    /// Does the work. Throws `ExitStatus` when the answer is printed and is a no.
    func run(in context: CollectorContext) async throws
}

extension CollectorCommand {
    func run() async throws { try await run(in: CollectorContext.process.with(global)) }
}
