import ArgumentParser
import Foundation

/// The way in. The one place where an error becomes text and an exit status.
@main
enum Main {
    static func main() async {
        signal(SIGPIPE, SIG_IGN)
        let status = await run(Array(CommandLine.arguments.dropFirst()))
        exit(status.rawValue)
    }

    static func run(_ arguments: [String]) async -> ExitStatus {
        do {
            var command = try RootCommand.parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return .done
        } catch let status as ExitStatus {
            return status
        } catch let failure as CommandFailure {
            failure.report()
            return failure.status
        } catch {
            return reportParserError(error)
        }
    }

    /// ArgumentParser's own errors: requests for help go to standard output, mistakes become one line and a hint.
    private static func reportParserError(_ error: any Error) -> ExitStatus {
        if RootCommand.exitCode(for: error) == .success {
            print(RootCommand.fullMessage(for: error))
            return .done
        }
        let message = RootCommand.message(for: error).split(whereSeparator: \.isNewline).joined(separator: " ")
        CommandFailure(.usage, message, hint: "Run 'ra --help' to see the commands and options.").report()
        return .usage
    }
}
