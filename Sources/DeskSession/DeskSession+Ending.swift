import CardIdentity
import Handbook

/// How a session comes to its end. Whatever happens, the log says how it came out.
extension DeskSession {
    /// Ends before a route was begun.
    mutating func finish(_ outcome: SessionOutcome, reason: String, saying text: String) {
        say(.warning, text)
        end(outcome, reason: reason)
    }

    /// Ends at once, from any state: idle, interrupted, nobody to answer.
    mutating func abandon(_ reason: String, saying text: String) {
        say(.warning, text + " The cards are left as they are.")
        if let plan, plan.isIntentDurable || awaitsRecord {
            var evidence = plan.evidence
            evidence.reason = reason
            record(.outcome(plan.act, .abandoned, evidence))
            lastResult = (plan.act.route, .abandoned)
        }
        end(.abandoned, reason: reason, ticketFor: plan)
    }

    mutating func noMoreAnswers(_ message: String) {
        abandon("noMoreAnswers", saying: message)
    }

    /// An intent is on the disk.
    mutating func recorded() {
        guard awaitsRecord else { return }
        awaitsRecord = false
        plan?.isIntentDurable = true
        if case .onCard(let change)? = plan?.kind, change != .unlock { hasBegunRenewal = true }
    }

    /// No log, no action.
    mutating func recordFailed(_ message: String) {
        say(.warning, message + (plan == nil ? "" : " Without the record nothing is done: the session ends here."))
        isOver = true
        // Where an outcome wasn't stored, it is said all the same, and that it wasn't.
        let outcome = plan == nil ? lastResult?.outcome ?? .refused : .refused
        var end = SessionEnd(route: lastResult?.route, outcome: outcome, ticket: ticket(outcome, plan ?? failedPlan))
        end.wasNotRecorded(message)
        effects.append(.end(end))
    }

    mutating func end(_ outcome: SessionOutcome, reason: String? = nil, ticketFor plan: Plan? = nil) {
        guard !isOver else { return }
        record(.ended(outcome, reason: reason))
        isOver = true
        let route = lastResult?.route ?? plan?.act.route
        effects.append(.end(SessionEnd(route: route, outcome: outcome, ticket: ticket(outcome, plan))))
    }

    /// A text for the Digital Team, where the session ends in a ticket or in something that didn't work.
    private func ticket(_ outcome: SessionOutcome, _ last: Plan?) -> String? {
        guard let last, last.act.route.endsInTicket || [.failed, .notVerified].contains(outcome) else { return nil }
        // After a failure, that is what the ticket is about.
        let told = failedPlan ?? last
        return TicketText(
            workflow: settings.workflow, route: told.act.route, subject: holder?.uuid,
            readers: desk.readers.map(\.name), startedAt: startedAt, endedAt: now.wall, errorCode: told.errorCode,
            steps: zip(told.steps, told.answers).map { ($0.text, $1) },
            card: holder?.card.map { TicketText.words(for: $0.report) }
        ).text
    }
}
