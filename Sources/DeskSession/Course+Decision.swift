import CardIdentity
import Handbook
import JSON
import WorkstationSettings

/// From the handbook's decision to the intent.
extension Course {
    mutating func decide() -> Stage {
        guard let decision = decisions.last else { return .end(.abandoned, reason: "cannotAsk") }
        // The same way again would fail again.
        if state.runs.contains(where: { $0.hasFailed && $0.plan.act.route == decision.route }) {
            return .end(.failed, reason: nil)
        }
        if reach != .here, decision.route.definition.needsLogin {
            if let stop = seekOperator() { return stop }
            if let stop = logIn() { return stop }
        }
        let plan = plan(for: decision)
        if let stop = identifyOperator() { return stop }
        if let stop = askToFollow(plan) { return stop }
        if let stop = requireCards(for: plan) { return stop }
        return .intend(plan)
    }

    /// Where no card says who the operator is, they are asked.
    mutating func identifyOperator() -> Stage? {
        guard !settings.cardIsOwn, state.operatorCard == nil else { return nil }
        var stop: Stage?
        _ = answer(.operatorUUID, else: &stop)
        return stop
    }

    mutating func askToFollow(_ plan: Plan) -> Stage? {
        var question = Question.follow(isAdvice: plan.kind == .advice)
        question.scope = state.routeScope
        question.sheet = plan.sheet
        question.sheetTitle = settings.cardIsOwn ? "What to do:" : "What to do, and to tell the holder:"
        var stop: Stage?
        guard let value = answer(question, else: &stop) else { return stop }
        return value == true ? nil : .ask(.change(among: changeable, state.routeScope))
    }

    /// The keys of answers that can be taken back, in the order in which they were asked.
    var changeable: [QuestionKey] { answered.filter { $0 != .own(.follow) } }

    /// Assisted work needs both cards in, now.
    private mutating func requireCards(for plan: Plan) -> Stage? {
        guard plan.kind != .advice, !settings.cardIsOwn, !cardsMayLeave, plan.act.route.definition.needsLogin else {
            return nil
        }
        if let own = state.operatorCard, !state.isOperatorPresent { return waitForOperator(own) }
        if let stop = logIn() { return stop }
        guard case .onCard = plan.kind, !plan.act.route.definition.isForHolderAlone, let card = state.holderCard,
            !state.isHolderPresent
        else { return nil }
        if let stranger = state.stranger, stranger.isIn { return .wait(.anotherCard, takeOut(stranger)) }
        return .wait(.holderBack, "Insert the holder's card again, into \(card.reader).")
    }

    func plan(for decision: Decision) -> Plan {
        let route = decision.route
        var before = state.holderCard?.report
        if let series = facts.card.series { before?.series = Sourced(series, source: .operator) }
        let act = Act(workflow: decision.workflow, route: route)
        let isElsewhere = route.definition.isForHolderAlone && (reach != .here || state.holderCard == nil)
        var kind = route.definition.kind
        if isElsewhere, !route.definition.needsLogin { kind = .advice }
        var behind: Set<Step.Stage> = [.later]
        if kind != .advice {
            if route.definition.needsLogin, !settings.cardIsOwn { behind.insert(.logIn) }
            if !cardsMayLeave, state.holderCard != nil { behind.insert(.insertCard) }
        }
        let steps = StepToTake.list(decision.steps, leavingOut: behind)
        let later = decision.steps.filter { $0.stage == .later }.map(\.text)
        var plan = Plan(
            act: act, kind: kind, blocks: [], afterwards: [], sheet: [], followUp: later, before: before,
            operatorUUID: operatorUUID)
        let work = steps.filter { $0.stage != .afterwards }
        if kind == .advice {
            plan.sheet = steps
        } else if isElsewhere {
            // The operator's part is done here; the holder's is the sheet.
            plan.kind = .inService
            plan.blocks = StepToTake.blocks(work.filter { !$0.isForHolder })
            plan.sheet = steps.filter(\.isForHolder)
            plan.before = nil
        } else {
            // What is done at another computer is done in one go.
            plan.blocks = cim == .otherComputer && !work.isEmpty ? [work] : StepToTake.blocks(work)
            plan.afterwards = steps.filter { $0.stage == .afterwards }
        }
        return plan
    }
}

extension StepToTake {
    /// What one person does without our needing to know anything in between.
    static func blocks(_ steps: [StepToTake]) -> [[StepToTake]] {
        steps.reduce(into: []) { blocks, step in
            if let last = blocks.last?.last, last.isForHolder == step.isForHolder {
                blocks[blocks.count - 1].append(step)
            } else {
                blocks.append([step])
            }
        }
    }

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
                        remarks: remarks, next: step.next, stage: step.stage))
                remarks = []
            }
        }
        // What comes after the work isn't counted while it is done.
        let work = taken.count { $0.stage != .afterwards }
        for index in taken.indices { taken[index].count = taken[index].stage == .afterwards ? taken.count : work }
        if !remarks.isEmpty, !taken.isEmpty { taken[0].remarks += remarks }
        return taken
    }
}
