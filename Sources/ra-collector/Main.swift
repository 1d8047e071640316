import ArgumentParser
import CLinux
import CommandParts
import Foundation

/// Where the program begins. The one place where an error becomes text and an exit status.
@main
enum Main {
    static let program = "ra-collector"

    static func main() async {
        ra_give_swift_its_arguments()
        StandardStreams.openMissing()
        signal(SIGPIPE, SIG_IGN)
        ra_keep_memory_flat()
        let context = CollectorContext.process
        let status = await run(Array(CommandLine.arguments.dropFirst()), context)
        if status == .readerGone { ra_end_by_signal(SIGPIPE) }
        fflush(nil)
        _exit(status.rawValue)
    }

    private static func run(_ arguments: [String], _ context: CollectorContext) async -> ExitStatus {
        do {
            let command = try RootCommand.parseAsRoot(arguments)
            if let command = command as? any CollectorCommand {
                try await command.run(in: context.with(command.global))
            } else {
                var command = command
                try command.run()
            }
            return .done
        } catch let status as ExitStatus {
            return status
        } catch let error as OutputError where error.readerHasGone {
            return .readerGone
        } catch {
            return report(error, context)
        }
    }

    private static func report(_ error: any Error, _ context: CollectorContext) -> ExitStatus {
        guard let failure = failure(of: error) else {
            do {
                try context.output.line(RootCommand.fullMessage(for: error))
                return .done
            } catch {
                return error.readerHasGone ? .readerGone : .fileTrouble
            }
        }
        // When standard error is gone too, there is nobody left to tell.
        try? context.talk.write(failure.text(by: program))
        return failure.status
    }

    /// What an error says to people; nil for what is none: help, and the version.
    private static func failure(of error: any Error) -> CommandFailure? {
        if let failure = error as? CommandFailure ?? CommandFailure(collector: error) { return failure }
        switch RootCommand.exitCode(for: error) {
        case .success: return nil
        case .validationFailure:
            return CommandFailure(
                .usage, RootCommand.message(for: error),
                hint: "Run '\(program) --help' to see the commands and options.")
        default:
            return CommandFailure(.fault, "\(error)", hint: "This is a fault of \(program). Please report it.")
        }
    }
}
