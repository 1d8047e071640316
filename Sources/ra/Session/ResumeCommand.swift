import ArgumentParser
import DeskSession
import PlainText
import Workplace

struct ResumeCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Go on with a session that was laid aside, or whose program was ended.",
        discussion: """
            Without a session it is the newest that isn't finished; where there is none, the exit status is 1. What was \
            answered counts, and what was begun is settled first. The holder's card is read again.
            """)

    static var endsInOrder: Bool { true }

    @Argument(help: ArgumentHelp("A session's id.", valueName: "session"))
    var session: String?

    @OptionGroup var output: SessionOutputOptions
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) async throws {
        guard let found = try await context.workplace.unfinishedSession(named: session) else {
            throw try nothingToResume(context)
        }
        guard let claim = SessionClaim(found.session) else {
            throw CommandFailure(
                .answerIsNo, "Session \(found.session) is still running in another window.",
                hint: "Go on with it there, or end it there first.")
        }
        // What it stored before it was claimed counts too.
        guard let logged = try await context.workplace.unfinishedSession(named: found.session) else {
            throw try nothingToResume(context)
        }
        do {
            try await SessionRun(
                workflow: logged.workflow, options: SessionChoices(self, of: logged), context: context, logged: logged,
                claim: claim
            ).run()
        } catch let mistake as LoggedSession.Mistake {
            throw CommandFailure(
                .answerIsNo, "Session \(logged.session) can't be taken up: \(mistake)",
                hint: "Begin a new session. This one stays in the log as unfinished.")
        }
    }

    private func nothingToResume(_ context: CommandContext) throws -> any Error {
        guard let session else {
            try context.talk.line("No session is unfinished.")
            return ExitStatus.answerIsNo
        }
        return CommandFailure(
            .answerIsNo, "There is no unfinished session '\(SafeText(session))'.",
            hint: "Run 'ra resume' alone for the newest that isn't finished.")
    }
}
