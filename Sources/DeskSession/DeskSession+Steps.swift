import CardIdentity
import Handbook
import JSON

/// A route, from its intent to its outcome.
extension DeskSession {
    mutating func follow(_ plan: Plan) {
        guard plan.isIntentDurable else {
            return record(.intent(plan.act))
        }
        if plan.kind == .advice {
            effects.append(.advise(plan.steps))
            return conclude(.advised)
        }
        if cardsMayLeave == true, !isLoggedIn, plan.act.route.needsLogin {
            if case .onCard = plan.kind {
                say(
                    .instruction,
                    "Take the holder's card to the computer with CIM, and bring it back here at the end: "
                        + "the program reads it again then.")
            }
            return ask(.loggedInElsewhere)
        }
        guard plan.answers.count == plan.steps.count else {
            return ask(.step(plan.steps[plan.answers.count]))
        }
        switch plan.kind {
        case .onCard(let change): verify(change)
        default: ask(.result("CIM"))
        }
    }

    mutating func stepAnswered(_ answer: String) {
        plan?.answers.append(answer)
        guard answer != "done" else { return }
        if answer != "failed" { plan?.errorCode = answer }
        conclude(.failed)
    }

    mutating func resultTold(_ result: String?) {
        switch result {
        case "succeeded": conclude(.confirmedByOperator)
        case "failed": conclude(.failed)
        default: conclude(.notVerified)
        }
    }

    /// The outcome of one route; the session may go on to another.
    mutating func conclude(_ outcome: SessionOutcome) {
        guard let plan else { return }
        record(.outcome(plan.act, outcome, plan.evidence))
        self.plan = nil
        // What is told after a failure doesn't undo it.
        let stands = outcome == .advised && lastResult?.outcome == .failed ? lastResult : nil
        let result = stands ?? (plan.act.route, outcome)
        lastResult = result
        switch outcome {
        case .failed: goOnAfterFailure(of: plan)
        case .verified, .confirmedByOperator: goOnAfterSuccess(of: plan, outcome)
        default: end(result.outcome, ticketFor: plan)
        }
    }

    /// A failed attempt is a fact; with it the handbook may know another way.
    private mutating func goOnAfterFailure(of plan: Plan) {
        failedRoutes.insert(plan.act.route)
        failedPlan = plan
        guard let attempt = plan.act.route.attempt else { return end(.failed, ticketFor: plan) }
        origins[attempt] = .operator
        try? facts.set(attempt, to: .string(AttemptResult.failed.rawValue), practice: settings.rulebook.practice)
        let known = plan.errorCode.flatMap { ErrorCode($0)?.known }
        let explain = known.map { " 'ra handbook error \($0.code)' explains the code." } ?? ""
        say(.warning, "That didn't work.\(explain) What the handbook says next:")
    }

    private mutating func goOnAfterSuccess(of plan: Plan, _ outcome: SessionOutcome) {
        // Led through unlock: the renewal is decided now, with a card that is unlocked and a passcode just chosen.
        guard workflow == .unlock, settings.workflow == .renew else { return end(outcome) }
        workflow = .renew
        facts.card.lock = .unlocked
        origins[.cardLock] = outcome == .verified ? .card : .operator
        facts.holder.passcodeKnown = true
        origins[.holderPasscodeKnown] = .operator
        say(.heading, "The card is unlocked. Back to the renewal.")
    }
}
