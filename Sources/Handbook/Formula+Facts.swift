extension Formula {
    /// What an undecided formula needs to know: of each part that is undecided and not settled by the others.
    func unknownFacts(in conditions: CaseConditions) -> [FactKey] {
        guard truth(in: conditions).value == .unknown else { return [] }
        switch self {
        case .always, .knownToHold: return []
        case .holds(let condition): return condition.unknownFacts(in: conditions)
        case .not(let formula): return formula.unknownFacts(in: conditions)
        case .all(let formulas), .any(let formulas):
            var keys: [FactKey] = []
            for formula in formulas {
                for key in formula.unknownFacts(in: conditions) where !keys.contains(key) { keys.append(key) }
            }
            return keys
        }
    }

    /// The conditions that a formula names, each once, in its order.
    public var conditions: [Condition] {
        switch self {
        case .always: return []
        case .holds(let condition): return [condition]
        case .not(let formula), .knownToHold(let formula): return formula.conditions
        case .all(let formulas), .any(let formulas):
            var list: [Condition] = []
            for condition in formulas.flatMap(\.conditions) where !list.contains(condition) { list.append(condition) }
            return list
        }
    }
}
