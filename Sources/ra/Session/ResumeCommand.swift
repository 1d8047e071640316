import ArgumentParser
import AuditLog
import DeskSession
import Foundation
import JSON

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
        guard let found = try await context.unfinishedSession(named: session) else {
            throw try nothingToResume(context)
        }
        guard let claim = SessionClaim(found.session) else {
            throw CommandFailure(
                .answerIsNo, "Session \(found.session) is still running in another window.",
                hint: "Go on with it there, or end it there first.")
        }
        // What it stored before it was claimed counts too.
        guard let logged = try await context.unfinishedSession(named: found.session) else {
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

extension CommandContext {
    /// So many sessions back an unfinished one is looked for.
    private static let sessionsLookedAt = 100

    /// The newest session without an end that isn't under way elsewhere, or the one that is named; nil where there is
    /// none.
    func unfinishedSession(named name: String? = nil) async throws -> LoggedSession? {
        guard name != nil || FileManager.default.fileExists(atPath: auditLogPlace.path) else { return nil }
        return try await withAuditLog { reader in
            if let name { return try await reader.unfinished(name) }
            let most = CommandContext.sessionsLookedAt
            let started = try await reader.newest(.sessionStarted) { count, _ in count < most }
            guard let oldest = started.last?.seq else { return nil }
            // In two reads, and not one for each session: this is asked before every session.
            let ended = try await reader.newest(.sessionEnded) { _, event in event.seq > oldest }
            let hasEnded = Set(try ended.compactMap { try $0.json()["session"]?.string })
            for event in started {
                let body = try event.json()
                guard (body["simulated"] == true) == simulated, let session = body["session"]?.string,
                    !hasEnded.contains(session), let unfinished = try await reader.unfinished(session),
                    SessionClaim(session) != nil
                else { continue }
                return unfinished
            }
            return nil
        }
    }
}

extension LogReader {
    /// The newest events of a code, as long as they are wanted.
    fileprivate func newest(
        _ code: EventCode, while isWanted: (_ count: Int, StoredEvent) -> Bool
    ) async throws -> [StoredEvent] {
        var query = EventQuery()
        query.code = code
        var found: [StoredEvent] = []
        var scan = scan(query, newestFirst: true)
        while let page = try await scan.nextPage() {
            for event in page {
                guard isWanted(found.count, event) else { return found }
                found.append(event)
            }
        }
        return found
    }

    /// What is logged of a session that hasn't ended.
    fileprivate func unfinished(_ session: String) async throws -> LoggedSession? {
        var query = EventQuery()
        query.session = session
        var bodies: [JSONValue] = []
        var scan = scan(query)
        while let page = try await scan.nextPage() { for event in page { bodies.append(try event.json()) } }
        return LoggedSession(bodies)
    }
}
