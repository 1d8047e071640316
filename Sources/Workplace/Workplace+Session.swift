import AuditLog
import DeskSession
import Handbook
import JSON
import PCSC
import Preflight
import WorkstationSettings

/// What a guided session is about, as it was chosen.
public struct SessionJob: Sendable {
    public var workflow: Workflow
    public var holderCardIsHere: Bool
    public var cardIsOwn: Bool
    /// Facts that were told unasked, by a file.
    public var volunteered: [(FactKey, JSONValue)]
    /// What the log has of a session that is taken up again.
    public var logged: LoggedSession?

    public init(
        _ workflow: Workflow, holderCardIsHere: Bool = true, cardIsOwn: Bool = false,
        volunteered: [(FactKey, JSONValue)] = [], takingUp logged: LoggedSession? = nil
    ) {
        self.workflow = workflow
        self.holderCardIsHere = holderCardIsHere
        self.cardIsOwn = cardIsOwn
        self.volunteered = volunteered
        self.logged = logged
    }

    /// A session that is taken up again has all of it from its beginning.
    public init(takingUp logged: LoggedSession) {
        self.init(
            logged.workflow, holderCardIsHere: logged.holderCardIsHere, cardIsOwn: logged.cardIsOwn, takingUp: logged)
    }

    /// What the workstation has to be ready for.
    public var preflightJob: Job {
        switch workflow {
        case .renew where !cardIsOwn: .renew
        case .unlock where !cardIsOwn: .unlock
        default: .selfService
        }
    }
}

extension Workplace {
    /// - Throws: `WorkplaceError.fact`, for a site or a fact that the rules don't know.
    public func settings(for job: SessionJob) throws(WorkplaceError) -> SessionSettings {
        let rulebook = try rulebook()
        var facts = Facts()
        facts.operator.role = configuration.operatorRole
        facts.operator.cimRole = configuration.cimRole
        facts.workstation.designated = configuration.designated
        do {
            if let site = configuration.site {
                try facts.set(.workstationSite, to: .string(site), practice: rulebook.practice)
            }
            for (key, value) in job.volunteered {
                try facts.set(key, to: value, practice: rulebook.practice)
            }
        } catch {
            throw .fact("\(error)")
        }
        var settings = SessionSettings(
            workflow: job.workflow, cim: configuration.cim, facts: facts, rulebook: rulebook,
            holderCardIsHere: job.holderCardIsHere, cardIsOwn: job.cardIsOwn,
            verifyWithin: .seconds(configuration.verifySeconds))
        settings.operators = configuration.operators
        settings.factsFromFile = Set(job.volunteered.map(\.0))
        return settings
    }

    /// A session that is ready to run: nothing is recorded and no card is read before it does.
    ///
    /// - Parameters:
    ///   - job: what the session is about; it says whether a session is taken up again.
    ///   - settings: as ``settings(for:)`` makes them of the job.
    ///   - log: the audit log that the session's events go to.
    ///   - claim: that nobody else on this computer has this session; nil makes one, where nobody else has it.
    ///   - service: whose insertions are meant; nil makes one.
    public func session(
        _ job: SessionJob, settings: SessionSettings, in log: AuditLog, claim: SessionClaim? = nil,
        service: PCSCService? = nil
    ) -> SessionHost {
        SessionHost(
            settings: settings, log: log,
            desk: PCSCDesk(
                examiner: examiner(of: service), assignment: configuration.readers, isSimulated: isSimulated),
            clock: clock, takingUp: job.logged, claim: claim, ended: afterSession)
    }

    /// The short preflight that a session begins with, recorded. It stops nothing: where the workstation can't do the
    /// job, the handbook's decision says where it can be done.
    ///
    /// - Returns: what stands in the way.
    /// - Throws: `WorkplaceError.log`.
    public func preflight(
        for job: SessionJob, session: String, in log: AuditLog
    ) async throws(WorkplaceError) -> [CheckResult] {
        let report = await Preflight.readersAndService.run(on: freshWorkstation())
        do {
            try await log.append(AuditEvent(preflight: report, job: job.preflightJob, session: session))
        } catch {
            throw WorkplaceError(error)
        }
        return report.blockers(of: job.preflightJob)
    }
}

extension Preflight {
    /// All checks but a connection to a card: nothing is sent to one on insertion alone.
    public static let withoutCards = Preflight(checks: Preflight.all.checks.filter { $0.id != "cards.connect" })

    /// The checks that a session begins with.
    static let readersAndService = Preflight(
        // Without a connection to a card: a session makes its own, when it is time for that.
        checks: Preflight.all.checks.filter {
            $0.id != "cards.connect" && ["service", "readers", "cards"].contains($0.id.prefix { $0 != "." })
        })
}
