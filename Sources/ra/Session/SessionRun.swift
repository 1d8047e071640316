import AuditLog
import CardIdentity
import DeskSession
import Foundation
import Handbook
import JSON
import PCSC
import Preflight
import VirtualCards
import WorkstationSettings

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
        let settings = try settings(for: frontEnd)
        // A service that is away is told before anything is asked.
        _ = try context.readers()
        let temporary = try context.temporaryLogFolder()
        defer { if let temporary { try? FileManager.default.removeItem(atPath: temporary) } }
        let log = try await context.openAuditLog(temporary: temporary)
        let session = logged?.session ?? SessionRun.newID()
        let claim = claim ?? SessionClaim(session)
        defer { withExtendedLifetime(claim) {} }
        if !options.json {
            let mark = context.simulated ? String.simulatedMark : ""
            if logged == nil, temporary == nil, let unfinished = try await context.unfinishedSession() {
                try context.talk.line("! Session \(unfinished.session) isn't finished. 'ra resume' takes it up again.")
            }
            try context.output.line("\(mark)Session \(session): ra \(workflow.rawValue)")
        }
        if logged == nil { try await preflight(session, log) }
        let desk = PCSCDesk(
            examiner: context.examiner(), assignment: context.configuration.readers, isSimulated: context.simulated)
        defer { context.scenario?.stop() }
        let interruption = Interruption.received
        let receipt = try await SessionLoop(
            session: session, settings: settings, desk: desk, frontEnd: frontEnd.console,
            log: AuditSessionLog(log: log, session: session, workflow: workflow, takingUp: logged),
            wallTime: context.surroundings.now, logged: logged,
            cancellation: { interruption.isByPerson ? .stopped : .interrupted }
        ).run()
        try frontEnd.console.ticket.check()
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

    private func settings(for frontEnd: SessionFrontEndChoice) throws -> SessionSettings {
        let configuration = context.configuration
        let rulebook = try context.rulebook()
        var facts = Facts()
        facts.operator.role = configuration.operatorRole
        facts.operator.cimRole = configuration.cimRole
        facts.workstation.designated = configuration.designated
        do {
            if let site = configuration.site {
                try facts.set(.workstationSite, to: .string(site), practice: rulebook.practice)
            }
            for (key, value) in frontEnd.volunteered {
                try facts.set(key, to: value, practice: rulebook.practice)
            }
        } catch {
            throw CommandFailure(.badInput, "\(error)", hint: "See 'ra handbook sites' for the sites.")
        }
        var settings = SessionSettings(
            workflow: workflow, cim: configuration.cim, facts: facts, rulebook: rulebook,
            holderCardIsHere: !options.noCard, cardIsOwn: options.ownCard,
            verifyWithin: .seconds(configuration.verifySeconds))
        settings.operators = configuration.operators
        settings.factsFromFile = Set(frontEnd.volunteered.map(\.0))
        return settings
    }

    /// A short preflight for this job. It stops nothing: where the workstation can't do the job, the handbook's decision
    /// says where it can be done.
    private func preflight(_ session: String, _ log: AuditLog) async throws {
        let job: Job =
            switch workflow {
            case .renew where !options.ownCard: .renew
            case .unlock where !options.ownCard: .unlock
            default: .selfService
            }
        let report = await Preflight.readersAndService.run(on: context.freshWorkstation())
        let blockers = report.blockers(of: job)
        try await record(AuditEvent(preflight: report, job: job, session: session), in: log)
        guard !options.json else { return }
        for result in blockers {
            let lines = Wrapped("\(result.title): \(result.finding.summary)", indent: "! ", width: context.talk.width)
                .lines
            for line in lines { try context.talk.line(line) }
        }
    }

    private func record(_ event: AuditEvent, in log: AuditLog) async throws {
        do {
            try await log.append(event)
        } catch let error as AuditLogError {
            throw CommandFailure(error)
        }
    }

    /// Twelve hexadecimal digits, in groups that can be read out.
    static func newID() -> String {
        let number = UInt64.random(in: 0..<1 << 48)
        let digits = String(number, radix: 16)
        let padded = String(repeating: "0", count: 12 - digits.count) + digits
        return stride(from: 0, to: 12, by: 4).map { start in
            String(padded.dropFirst(start).prefix(4))
        }.joined(separator: "-")
    }
}

extension Preflight {
    /// The checks that a session begins with.
    static let readersAndService = Preflight(
        // Without a connection to a card: a session makes its own, when it is time for that.
        checks: Preflight.all.checks.filter {
            $0.id != "cards.connect" && ["service", "readers", "cards"].contains($0.id.prefix { $0 != "." })
        })
}
