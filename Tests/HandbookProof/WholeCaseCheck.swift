import Crypto
import Handbook
import JSON

/// What must hold for every decision on whatever facts.
public struct WholeCaseCheck: Sendable {
    public let rulebook: Rulebook
    /// How often each row led on, as the sign that all were reached.
    public private(set) var rows: [String: Int] = [:]
    /// Of every decision so far: workflow, route, needs, reasons, warnings. The same before and after a change of the
    /// rules' form.
    public private(set) var decisions = SHA256()
    public private(set) var routes: [Route: Int] = [:]

    public init(rulebook: Rulebook) {
        self.rulebook = rulebook
    }

    /// The first thing that is wrong with a decision; nil when all is well.
    public mutating func fault(_ workflow: Workflow, _ facts: Facts) -> String? {
        let decision = rulebook.decide(workflow, facts)
        routes[decision.route, default: 0] += 1
        note(decision)
        for entry in decision.trace where entry.result == .true { rows[entry.rule, default: 0] += 1 }
        return questionFault(decision, facts) ?? traceFault(decision) ?? replayFault(decision, facts)
    }

    private mutating func note(_ decision: Decision) {
        var words = [decision.workflow.rawValue, decision.route.rawValue]
        words += decision.needs.map(\.rawValue)
        words += decision.reasons.map(\.rawValue)
        words += decision.warnings.map(\.rawValue)
        decisions.update(data: Array((words.joined(separator: " ") + "\n").utf8))
    }

    /// One route or one question; and what is asked is unknown and nobody has said "I don't know" to it.
    private func questionFault(_ decision: Decision, _ facts: Facts) -> String? {
        if (decision.route == .ask) != !decision.needs.isEmpty { return "a question without a need, or the reverse" }
        if (decision.route == .ask) != decision.steps.isEmpty { return "a route without steps, or the reverse" }
        if Set(decision.needs).count != decision.needs.count { return "a need twice" }
        for key in decision.needs where facts[key] != nil || facts.cannotSay.contains(key) {
            return "\(key.rawValue) is asked for and is answered"
        }
        // An "I don't know" about the role in CIM is no known one: it settles nothing unasked.
        if decision.needs == [.operatorRole], !facts.cannotSay.contains(.operatorCIMRole),
            !roleMatters(decision.workflow, facts)
        {
            return "operator.role is asked for, and no role would change the answer"
        }
        for key in decision.assumed where facts[key] != nil || !facts.cannotSay.contains(key) {
            return "\(key.rawValue) is assumed and needn't be"
        }
        if decision.assumed.isEmpty == decision.warnings.contains(.assumed) { return "the warning 'assumed' is wrong" }
        return nil
    }

    /// A role that is asked for alone must be able to change the answer.
    private func roleMatters(_ workflow: Workflow, _ facts: Facts) -> Bool {
        var answers: Set<Decision> = []
        for role in OperatorRole.allCases {
            var facts = facts
            facts.operator.role = role
            let decision = rulebook.decide(workflow, facts)
            if let first = answers.first,
                (first.route, first.needs, first.reasons) != (decision.route, decision.needs, decision.reasons)
            {
                return true
            }
            answers.insert(decision)
        }
        return false
    }

    /// Rows in order; only the last one undecided, and only with a question.
    private func traceFault(_ decision: Decision) -> String? {
        guard let last = decision.trace.last else { return "no trace" }
        if (last.result == .unknown) != (decision.route == .ask) { return "the last row doesn't fit the route" }
        if decision.trace.dropLast().contains(where: { $0.result == .unknown }) { return "an undecided row was passed" }
        if decision.citations.isEmpty { return "no citation" }
        let cited = Set(decision.citations.map(\.source))
        let known = Set(rulebook.practice.sources.map(\.id))
        return cited.isSubset(of: known) ? nil : "a citation without a source"
    }

    /// The facts as the log keeps them give the same answer.
    private func replayFault(_ decision: Decision, _ facts: Facts) -> String? {
        rulebook.decide(decision.workflow, facts.redacted) == decision ? nil : "replay gives another answer"
    }
}
