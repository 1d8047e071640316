/// What the tables look at. Proofs go through these lists, so a rule that is added is in the proof.
extension Condition {
    /// Every condition that a row, an outcome or a warning looks at, and those that they are made of, each once.
    public static let all: [Condition] = {
        var list: [Condition] = []
        func add(_ conditions: [Condition]) {
            for condition in conditions where !list.contains(condition) {
                list.append(condition)
                add(condition.parts?.conditions ?? [])
            }
        }
        for chapter in Chapter.all { add(chapter.table.conditions) }
        add(WarningRule.all.flatMap(\.when.conditions))
        return list
    }()
}

extension RuleTable {
    /// The conditions of its rows and of where they lead.
    var conditions: [Condition] { all.flatMap { $0.when.conditions + $0.then.conditions } + otherwise.conditions }

    fileprivate var outcomes: [Outcome] { all.map(\.then) + [otherwise] }
}

extension Outcome {
    fileprivate var conditions: [Condition] {
        switch self {
        case .route, .chain: []
        case .routeBecause(_, let condition, _, _): [condition]
        case .escalation(let permission):
            [.siteIsEscalation] + AssistedWork.requirements(for: permission).flatMap(\.formula.conditions)
        }
    }
}

extension Workflow {
    /// The facts that its rules may read, each once: those of its own table, then those of the workflow that may have to
    /// come first, then those of the chains.
    public var factsRead: [FactKey] {
        var tables = [RuleTable.table(for: self)]
        for outcome in tables[0].outcomes {
            if case .route(let route) = outcome, route.definition.kind == .unlockFirst {
                tables.append(.table(for: .unlock))
            }
        }
        var next = 0
        while next < tables.count {
            for outcome in tables[next].outcomes {
                guard case .chain(let chain) = outcome else { continue }
                let table = RuleTable.table(for: chain)
                if !tables.contains(table) { tables.append(table) }
            }
            next += 1
        }
        var keys: [FactKey] = []
        for key in tables.flatMap(\.conditions).flatMap(\.reads) where !keys.contains(key) { keys.append(key) }
        return keys
    }
}
