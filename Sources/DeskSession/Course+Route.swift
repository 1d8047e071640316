import CardIdentity
import Handbook
import JSON

/// A route, from its intent to its outcome.
extension Course {
    mutating func follow(_ run: RouteRun) -> Stage {
        let plan = run.plan
        if plan.kind == .advice { return .conclude(.advised, evidence(run)) }
        if plan.act.route.definition.needsLogin {
            if state.operatorCard == nil, plan.operatorUUID != nil, let stop = seekOperator() { return stop }
            if let before = plan.operatorUUID, let own = operatorUUID, own != before {
                // Another operator's work begins with an intent of its own.
                return .conclude(.abandoned, evidence(run, reason: "anotherOperator"))
            }
            if let stop = logIn() { return stop }
        }
        if state.holderCard != nil, let stop = confirmHolder() { return stop }
        for block in plan.blocks {
            if let stop = follow(block, in: run) { return stop }
        }
        if case .onCard(let change) = plan.kind { return verify(change, run) }
        guard plan.sheet.isEmpty else { return .conclude(.advised, evidence(run)) }
        return told(run)
    }

    func areBlocksDone(_ run: RouteRun) -> Bool {
        run.plan.blocks.allSatisfy { state.answer(.step($0[0].number), state.routeScope)?.value == "done" }
    }

    /// One block; nil when it is done.
    private mutating func follow(_ block: [StepToTake], in run: RouteRun) -> Stage? {
        let scope = state.routeScope
        let question = Question.block(block, scope: scope)
        var stop: Stage?
        guard let value = answer(question, else: &stop)?.string else { return stop }
        guard value != "done" else { return nil }
        // A code doesn't end anything by itself: the card is looked at first.
        if case .onCard(let change) = run.plan.kind, let given = state.answer(question.about, scope),
            let look = lookFirst(change, run, since: given)
        {
            return look
        }
        let trouble = Question.trouble(
            in: block, awaitsCode: run.plan.act.route.definition.awaitsCode,
            cardIsInUse: state.look?.report.has(.inUse) == true, scope: scope)
        guard let answer = answer(trouble, else: &stop)?.string else { return stop }
        return answer == "noCode"
            ? .conclude(.abandoned, evidence(run, code: value, reason: "noCode"))
            : .conclude(.failed, evidence(run, code: value))
    }

    /// A look at the card after something didn't work; nil when it shows nothing, or can't be looked at.
    private func lookFirst(_ change: RouteKind.CardChange, _ run: RouteRun, since given: Answer) -> Stage? {
        guard state.isHolderPresent, let card = state.holderCard, let insertion = state.desk.insertion(in: card.reader),
            CardEvidence.couldShow(change, before: run.plan.before)
        else { return nil }
        guard let look = state.look, look.at > given.at else { return .read(.look, insertion) }
        if CardEvidence(of: change, before: run.plan.before, after: look.report) == .shown {
            return .conclude(.verified, evidence(run, after: look.report))
        }
        let deadline = given.elapsed + settings.verifyWithin
        guard CardEvidence.maySayLater(look.report), state.now.elapsed < deadline else { return nil }
        return .readAt(.look, insertion, min(look.elapsed + .seconds(1), deadline), deadline: deadline)
    }

    /// The card is read again, to see whether it worked.
    private mutating func verify(_ change: RouteKind.CardChange, _ run: RouteRun) -> Stage {
        guard let card = state.holderCard else { return told(run) }
        let scope = state.routeScope
        let last = state.answers.last {
            $0.scope == scope && ($0.key.stepNumber != nil || $0.key.isResult)
        }
        if state.answer(.own(.resultTrouble), scope)?.value == "giveUp" {
            return .conclude(.notVerified, evidence(run, after: state.look?.report))
        }
        if state.answer(.own(.result), scope) != nil { return told(run) }
        guard state.isHolderPresent, let insertion = state.desk.insertion(in: card.reader) else {
            return .wait(.holderBack, "Insert the holder's card into \(card.reader), so that it can be read again.")
        }
        guard let look = state.look, look.at > (last?.at ?? 0) else { return .read(.look, insertion) }
        let deadline = max(last?.elapsed ?? .zero, card.since) + settings.verifyWithin
        let isTimeUp = state.now.elapsed >= deadline
        let later = Stage.readAt(.look, insertion, min(look.elapsed + .seconds(1), deadline), deadline: deadline)
        switch CardEvidence(of: change, before: run.plan.before, after: look.report) {
        case .shown: return .conclude(.verified, evidence(run, after: look.report))
        case .notShown where !isTimeUp: return later
        case .cannotShow where !isTimeUp && CardEvidence.maySayLater(look.report): return later
        case .cannotShow: return told(run)
        case .notShown:
            var question = Question.resultTrouble(run.plan.blocks)
            question.scope = scope
            return .ask(question)
        }
    }

    /// The card can't show it.
    private mutating func told(_ run: RouteRun) -> Stage {
        var question = Question.result
        // No card is worked on.
        if run.plan.kind == .inService { question.text = "Did it work? What does CIM say?" }
        question.scope = state.routeScope
        var stop: Stage?
        guard let value = answer(question, else: &stop) else { return stop ?? .noReader }
        let outcome: SessionOutcome =
            switch value.string {
            case "succeeded": .confirmedByOperator
            case "failed": .failed
            default: .notVerified
            }
        return .conclude(outcome, evidence(run, after: state.look?.report))
    }

    /// What an outcome rests on.
    func evidence(
        _ run: RouteRun, after: CardReport? = nil, code: String? = nil, reason: String? = nil
    ) -> Evidence {
        let steps = run.plan.blocks.compactMap { block in
            state.answer(.step(block[0].number), state.routeScope)?.value.string
        }
        var after = after ?? state.look?.report
        after?.series = run.plan.before?.series
        return Evidence(
            before: run.plan.before, after: after, steps: steps,
            errorCode: code.flatMap { $0 == "failed" ? nil : $0 }, reason: reason)
    }
}
