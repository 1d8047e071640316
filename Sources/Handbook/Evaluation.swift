/// The way through the tables: rules in order, a false one passed over, the first true one followed, the first
/// undecided one asked about (handbook-rules §1, "Evaluation").
struct Evaluation {
    let workflow: Workflow
    private(set) var route = Route.ask
    private(set) var reasons: [Reason] = []
    private(set) var trace: [TraceEntry] = []
    private(set) var citations: [Citation] = []
    private(set) var assumed = FactKeySet()
    /// The formula of the row that couldn't be decided.
    private(set) var undecided: Formula?
    /// The rows that led on, and the chains that they led into.
    private var followed: [String] = []
    private var chains: [String] = []

    init(_ workflow: Workflow, in source: some ConditionSource) {
        self.workflow = workflow
        trace.reserveCapacity(12)
        var next: Outcome? = walk(RuleTable.table(for: workflow), in: source)
        while let outcome = next {
            next = follow(outcome, in: source)
        }
    }

    /// The outcome of a table; nil when a row was undecided.
    private mutating func walk(_ table: RuleTable, in source: some ConditionSource) -> Outcome? {
        table.outcome(in: source) { rule, truth in
            trace.append(TraceEntry(rule: rule.id, result: truth.value))
            assumed.formUnion(truth.assumed)
            switch truth.value {
            case .true:
                followed.append(rule.id)
                cite(rule)
            case .unknown:
                undecided = rule.when
                cite(rule)
            case .false:
                if rule.id == table.last.id { cite(rule) }
            }
        }
    }

    private mutating func cite(_ rule: Rule) {
        for citation in rule.citations where !citations.contains(citation) { citations.append(citation) }
    }

    /// Takes an outcome; gives the next one where it leads into a chain.
    private mutating func follow(_ outcome: Outcome, in source: some ConditionSource) -> Outcome? {
        switch outcome {
        case .route(let route):
            self.route = route
        case .routeBecause(let route, let condition, let reason, let otherwise):
            self.route = route
            reasons = [source.truth(of: condition).value == .true ? reason : otherwise]
        case .chain(let chain):
            chains.append(chain.letter)
            return walk(RuleTable.table(for: chain), in: source)
        case .escalation(let permission):
            route = source.truth(of: .siteIsEscalation).value == .true ? .resolveAtOsprey : .takeCardToOsprey
            for requirement in AssistedWork.requirements(for: permission)
            where requirement.formula.truth(in: source).value == .false {
                reasons.append(requirement.reason)
            }
        }
        return nil
    }

    /// The warnings of the way that was taken. Defaults that they rest on count as used.
    mutating func warnings(in source: some ConditionSource) -> [Warning] {
        var list: [Warning] = []
        for rule in WarningRule.all where applies(rule.scope) {
            let truth = rule.when.truth(in: source)
            guard truth.value == .true else { continue }
            list.append(rule.warning)
            assumed.formUnion(truth.assumed)
        }
        if !assumed.isEmpty { list.append(.assumed) }
        return list
    }

    private func applies(_ scope: WarningRule.Scope) -> Bool {
        switch scope {
        case .everywhere: true
        case .workflows(let workflows): workflows.contains(workflow)
        case .rules(let ids): ids.contains(where: followed.contains)
        case .chains(let letters): letters.contains(where: chains.contains)
        case .route(let route): self.route == route
        }
    }
}
