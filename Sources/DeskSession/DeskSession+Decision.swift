import Handbook
import JSON

/// The handbook's decision, with what is known and what still has to be asked.
extension DeskSession {
    mutating func decide() {
        if [.unlock, .renew].contains(workflow), facts.card.series == nil, !hasAskedSeries {
            return ask(.series)
        }
        facts.now = now.wall
        if settings.facts.workstation.readers == nil { facts.workstation.readers = desk.readers.count }
        if settings.facts.workstation.keyboardReader == nil {
            facts.workstation.keyboardReader = desk.readers.contains(where: \.isInKeyboard)
        }
        let decision = settings.rulebook.decide(workflow, facts)
        if decision.route == .ask, let key = decision.needs.first { return askFact(key) }
        effects.append(.decision(decision))
        record(.decided(decision, facts.redacted, knownOrigins))
        let kind = RouteKind(decision.route)
        if kind == .unlockFirst, !hasBeenLedThroughUnlock {
            hasBeenLedThroughUnlock = true
            workflow = .unlock
            say(.heading, "First the card is unlocked. The renewal comes after that.")
            return decide()
        }
        if failedRoutes.contains(decision.route) {
            // The same way again would fail again.
            return end(.failed)
        }
        begin(decision, kind)
    }

    mutating func askFact(_ key: FactKey) {
        guard let question = FactQuestions.question(for: key, practice: settings.rulebook.practice) else {
            return finish(
                .abandoned, reason: "cannotAsk",
                saying: "The decision needs \(key.rawValue), which can't be asked for here.")
        }
        ask(question)
    }

    private mutating func begin(_ decision: Decision, _ kind: RouteKind) {
        // Without the card nothing can be seen here; what the holder does elsewhere is told.
        let isElsewhere = holder?.card == nil && decision.route.isForHolderAlone
        let kind = isElsewhere ? .advice : kind
        let plan = Plan(
            act: Act(workflow: workflow, route: decision.route), kind: kind,
            steps: StepToTake.list(decision.steps, leavingOut: stagesBehind(decision.route, kind)),
            before: holder?.card?.report)
        self.plan = plan
        requireCards(for: kind)
        guard guards.isEmpty else { return }
        follow(plan)
    }

    /// Steps that are done already, or come after the card was looked at.
    private func stagesBehind(_ route: Route, _ kind: RouteKind) -> Set<Step.Stage> {
        guard kind != .advice else { return [] }
        var stages: Set<Step.Stage> = [.afterwards]
        if route.needsLogin, !settings.cardIsOwn { stages.insert(.logIn) }
        if cardsMayLeave != true, holder?.card != nil { stages.insert(.insertCard) }
        return stages
    }

    /// After a route on which the holder worked alone, both cards may be out; assisted work needs them in.
    private mutating func requireCards(for kind: RouteKind) {
        guard !holderMayBeAway, kind != .advice else { return }
        if operatorAtDesk?.isPresent == false {
            raise(.operatorCardRemoved, "Your own card is out. Put it back, and check that you are logged in to CIM.")
        }
        if holderIsAway { raise(.cardRemoved, "The holder's card is out. Put the same card back.") }
    }
}

extension StepToTake {
    /// The steps that are asked about. A remark goes with the step after it; one at the end, with the first.
    static func list(_ steps: [Step], leavingOut stages: Set<Step.Stage>) -> [StepToTake] {
        var taken: [StepToTake] = []
        var remarks: [String] = []
        for step in steps where !stages.contains(step.stage) {
            if step.stage == .remark {
                remarks.append(step.text)
            } else {
                taken.append(
                    StepToTake(
                        number: taken.count + 1, count: 0, text: step.text, isForHolder: step.audience == .holder,
                        remarks: remarks))
                remarks = []
            }
        }
        for index in taken.indices { taken[index].count = taken.count }
        if !remarks.isEmpty, !taken.isEmpty { taken[0].remarks += remarks }
        return taken
    }
}
