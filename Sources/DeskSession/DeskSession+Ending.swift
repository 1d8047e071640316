import CardIdentity
import Handbook
import NextSteps

/// How a session comes to its end. Whatever happens, the log says how it came out.
extension DeskSession {
    /// Ends at once, from any state: stopped, or nobody to answer.
    mutating func abandon(_ reason: String, saying text: String) {
        say(.warning, text + " The cards are left as they are.")
        closeIntent(reason)
        end(.abandoned, reason: reason)
    }

    private mutating func closeIntent(_ reason: String) {
        var run = state.openRun
        // An intent that is on its way to the disk is closed as well.
        for case .intent(let plan) in shown.awaited { run = RouteRun(plan: plan) }
        guard let run else { return }
        let evidence = course.evidence(run, reason: reason)
        record(.outcome(run.plan.act, .abandoned, evidence))
        for what in shown.awaited { enter(what) }
        shown.awaited = []
        enter(.outcome(.abandoned, evidence))
    }

    /// The intent stays open: the session can be taken up again.
    mutating func layAside(_ reason: String, saying text: String) {
        say(.warning, text + " The session is laid aside; it can be taken up again.")
        record(.laidAside(reason: reason))
        for what in shown.awaited { enter(what) }
        isOver = true
        effects.append(
            .end(
                SessionEnd(
                    route: endRoute, outcome: .laidAside, routes: routes, reason: reason, subject: course.subjectUUID,
                    escalation: escalation)))
    }

    /// No log, no action.
    mutating func recordFailed(_ message: String) {
        let isIntent = shown.awaited.contains { if case .intent = $0 { true } else { false } }
        say(.warning, message + (isIntent ? " Without the record nothing is done: the session ends here." : ""))
        // Where an outcome wasn't stored, it is said all the same, and that it wasn't.
        var outcome = SessionOutcome.refused
        for case .outcome(let reached, let evidence) in shown.awaited {
            outcome = reached
            enter(.outcome(reached, evidence))
        }
        isOver = true
        var end = SessionEnd(
            route: endRoute, outcome: outcome, routes: routes, ticket: ticket(outcome),
            subject: course.subjectUUID, escalation: escalation)
        end.wasNotRecorded(message)
        effects.append(.end(end))
    }

    mutating func end(_ outcome: SessionOutcome, reason: String? = nil) {
        guard !isOver else { return }
        if reason == "notLoggedIn" {
            say(.warning, "Without a log-in to CIM nothing can be done there.", next: .explainErrors)
        }
        let followUp = [.failed, .abandoned].contains(outcome) ? [] : state.runs.last?.plan.followUp ?? []
        record(.ended(outcome, reason: reason, followUp: followUp))
        isOver = true
        hasEnded = true
        effects.append(
            .end(
                SessionEnd(
                    route: endRoute, outcome: outcome, routes: routes, reason: reason, followUp: followUp,
                    ticket: ticket(outcome), subject: course.subjectUUID, escalation: escalation)))
    }

    private var escalation: EscalationSite { settings.rulebook.practice.escalation }

    private var routes: [RouteResult] {
        state.runs.compactMap { run in run.outcome.map { RouteResult(route: run.plan.act.route, outcome: $0) } }
    }

    private var endRoute: Route? { lastRun?.plan.act.route ?? course.decisions.last?.route }

    /// The run that the end is about: what is told after a failure doesn't undo it.
    private var lastRun: RouteRun? {
        guard let last = state.runs.last else { return nil }
        guard last.outcome == .advised else { return last }
        let real = state.runs.last { $0.outcome != .advised && $0.outcome != .abandoned }
        return real?.outcome == .failed ? real : last
    }

    /// A text for the Digital Team, where the session ends in a ticket or in something that didn't work.
    private func ticket(_ outcome: SessionOutcome) -> String? {
        guard let last = state.runs.last,
            last.plan.act.route.definition.endsInTicket || [.failed, .notVerified].contains(outcome)
        else { return nil }
        // After a failure, that is what the ticket is about.
        let told = state.runs.last { $0.hasFailed } ?? last
        return TicketText(
            workflow: settings.workflow, route: told.plan.act.route, subject: course.subjectUUID,
            readers: state.desk.readers.map(\.name), startedAt: start.wall, endedAt: now.wall,
            errorCode: told.evidence.errorCode,
            steps: zip(told.plan.blocks, told.evidence.steps).map { block, answer in
                (block.map(\.text).joined(separator: " "), answer)
            },
            card: (told.evidence.after ?? state.holderCard?.report).map { TicketText.words(for: $0) }
        ).text
    }
}
