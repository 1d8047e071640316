import ArgumentParser
import VirtualCards

struct RootCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ra",
        abstract: "Smartcard desk tool for an NHS Registration Authority workstation.",
        discussion: """
            Exit status: \(ExitStatus.meanings.joined(separator: "; ")).

            Scenarios for --simulate: \(Scenario.builtInNames.joined(separator: ", ")). 'ra --simulate list' says what \
            each shows.
            """,
        version: Version.current,
        subcommands: [
            AuditCommand.self,
            CallCommand.self,
            CardCommand.self,
            DecideCommand.self,
            DeskPageCommand.self,
            DueCommand.self,
            EmailCommand.self,
            HandbookCommand.self,
            PreflightCommand.self,
            ReadersCommand.self,
            RenewCommand.self,
            ReplaceCommand.self,
            ResumeCommand.self,
            TokenReadCommand.self,
            UnlockCommand.self,
        ]
    )

    @OptionGroup var global: GlobalOptions
}

extension ExitStatus {
    /// For the help, which lists each (cli-contract). Nil for the one that a signal gives.
    var meaning: String? {
        switch self {
        case .done: "done and good"
        case .answerIsNo: "done, and the answer is no"
        case .stopped: "a guided session that the person stopped"
        case .usage: "wrong usage"
        case .badInput: "bad input"
        case .serviceUnavailable: "the card service is unavailable, or the collector can't be reached"
        case .fault: "a fault of ra"
        case .fileTrouble: "the log or another file can't be read or written"
        case .notPermitted: "not permitted"
        case .readerGone: nil
        }
    }

    static let meanings = allCases.compactMap { status in status.meaning.map { "\(status.rawValue) \($0)" } }
}
