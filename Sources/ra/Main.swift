import ArgumentParser
import CLinux
import Foundation
import Workplace

/// Where the program begins. The one place where an error becomes text and an exit status.
@main
enum Main {
    static func main() async {
        ra_give_swift_its_arguments()
        StandardStreams.openMissing()
        signal(SIGPIPE, SIG_IGN)
        warnWithoutProc(Surroundings.process.standardError)
        let status = await run(Array(CommandLine.arguments.dropFirst()), in: .process)
        // As the usual tools end when whoever reads them has had enough, so that nobody is told of a failure.
        if status == .readerGone { ra_end_by_signal(SIGPIPE) }
        // Not exit(3), which runs libpcsclite's destructor while threads may still be in its calls, and crashes then: 64 of
        // 1,500 times with three such threads and version 1.9.9. What we write isn't buffered.
        fflush(nil)
        _exit(status.rawValue)
    }

    /// Swift's libdispatch counts its threads in `/proc/self/task` once a second, the first time as soon as it has one,
    /// and ends the program where it can't (`_dispatch_workq_monitor_pools`, seen in core dumps). Nothing here can
    /// prevent that, so it is said before it happens.
    private static func warnWithoutProc(_ talk: Output) {
        guard access("/proc/self/task", F_OK) != 0 else { return }
        try? talk.line("ra: warning: /proc isn't mounted here, and without it ra may be ended at any moment (SIGILL).")
        try? talk.line("ra: hint: Mount it first: mount -t proc proc /proc")
    }

    static func run(_ arguments: [String], in surroundings: Surroundings) async -> ExitStatus {
        do {
            // The parser would take the next argument for the value; an empty one is mostly a script's empty variable.
            if let option = arguments.first(where: { $0.hasPrefix("--") && $0.firstIndex(of: "=") == $0.indices.last })
            {
                throw ValidationError("Option \(option.dropLast()) needs a value.")
            }
            let command = try RootCommand.parseAsRoot(arguments)
            if let command = command as? any DeskCommand {
                try await run(command, in: surroundings)
            } else if (command as? RootCommand)?.global.simulate == "list" {
                try surroundings.standardOutput.write(ScenarioList(width: surroundings.standardOutput.width).text)
            } else if command is RootCommand, surroundings.standardInputIsTerminal {
                let door = Door(output: surroundings.standardOutput, talk: surroundings.standardError)
                guard let words = try await door.ask() else { return .done }
                return await run(arguments + words, in: surroundings)
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
            return report(error, in: surroundings)
        }
    }

    private static func run<Command: DeskCommand>(
        _ command: Command, in surroundings: Surroundings
    ) async throws {
        do {
            let context = try CommandContext(options: command.global, surroundings: surroundings)
            if Command.endsInOrder {
                try await Interruption.cancelling { try await command.run(in: context) }
            } else {
                try await command.run(in: context)
            }
        } catch let status as ExitStatus {
            throw status
        } catch {
            if let trouble = failure(of: error) { command.show(trouble, in: surroundings) }
            throw error
        }
    }

    private static func report(_ error: any Error, in surroundings: Surroundings) -> ExitStatus {
        guard let failure = failure(of: error) else {
            return requestedText(RootCommand.fullMessage(for: error), in: surroundings)
        }
        // When standard error is gone too, there is nobody left to tell.
        try? surroundings.standardError.write(failure.text(by: "ra"))
        return failure.status
    }

    /// What an error says to people; nil for what is none: help, and the version.
    private static func failure(of error: any Error) -> CommandFailure? {
        switch error {
        case let error as CommandFailure: error
        case let error as OutputError: CommandFailure(error)
        case let error as WorkplaceError: CommandFailure(error)
        default:
            switch RootCommand.exitCode(for: error) {
            case .success: nil
            case .validationFailure:
                CommandFailure(
                    .usage, RootCommand.message(for: error), hint: "Run 'ra --help' to see the commands and options.")
            default: CommandFailure(.fault, "\(error)", hint: "This is a fault of ra. Please report it.")
            }
        }
    }

    /// Help, the version, completion scripts: asked for, so they are data.
    private static func requestedText(_ text: String, in surroundings: Surroundings) -> ExitStatus {
        do throws(OutputError) {
            try surroundings.standardOutput.line(text)
            return .done
        } catch {
            return error.readerHasGone ? .readerGone : report(error, in: surroundings)
        }
    }
}
