import AuditLog
import DeskSession
import Foundation
import Handbook
import PlainText
import Preflight
import VirtualCards
import Workplace

/// One guided session, from the command line to its exit status.
struct SessionRun {
    let workflow: Workflow
    let options: SessionChoices
    let context: CommandContext
    /// What the log has of a session that is taken up again, and the claim to it.
    var logged: LoggedSession?
    var claim: SessionClaim?

    func run() async throws {
        let frontEnd = try SessionFrontEndChoice(workflow: workflow, options: options, context: context)
        let job = SessionJob(
            workflow, holderCardIsHere: !options.noCard, cardIsOwn: options.ownCard, volunteered: frontEnd.volunteered,
            takingUp: logged)
        let workplace = context.workplace
        let settings = try workplace.settings(for: job)
        // A service that is away is told before anything is asked.
        _ = try context.readers()
        let temporary = try workplace.temporaryLogFolder()
        defer { if let temporary { try? FileManager.default.removeItem(atPath: temporary) } }
        let log = try await context.openAuditLog(temporary: temporary)
        let lock = try workplace.takeDesk(for: log, from: "terminal")
        let host = workplace.session(job, settings: settings, in: log, claim: claim)
        if !options.json { try await begin(host.session, isKept: temporary == nil) }
        if logged == nil { try await preflight(job, host.session, log) }
        defer { workplace.scenario?.stop() }
        let interruption = Interruption.received
        var console = frontEnd.console
        console.learn = { lock.note(operator: $0) }
        // While cards are waited for, another session may begin.
        console.over = { lock.letGo() }
        let receipt = try await host.run(showing: console) {
            interruption.isByPerson ? .stopped : .interrupted
        }
        try frontEnd.ticket.check()
        guard receipt.end.isRecorded else {
            let trouble = receipt.end.trouble.map { " \(SafeText($0))" } ?? ""
            throw CommandFailure(
                .fileTrouble,
                "The audit log doesn't hold all of this session, which ended as \(receipt.end.outcome.rawValue).\(trouble)"
            )
        }
        guard receipt.end.reason != "stopped" else { throw ExitStatus.stopped }
        guard receipt.end.outcome.isGood else { throw ExitStatus.answerIsNo }
    }

    private func begin(_ session: String, isKept: Bool) async throws {
        let mark = context.simulated ? String.simulatedMark : ""
        if logged == nil, isKept {
            let unfinished = try await context.workplace.unfinishedSession()
            if let unfinished {
                try context.talk.line("! Session \(unfinished.session) isn't finished. 'ra resume' takes it up again.")
            }
        }
        try context.output.line("\(mark)Session \(session): ra \(workflow.rawValue)")
    }

    private func preflight(_ job: SessionJob, _ session: String, _ log: AuditLog) async throws {
        let blockers = try await context.workplace.preflight(for: job, session: session, in: log)
        guard !options.json else { return }
        for result in blockers {
            let lines = Wrapped("\(result.title): \(result.finding.summary)", indent: "! ", width: context.talk.width)
                .lines
            for line in lines { try context.talk.line(line) }
        }
    }
}
