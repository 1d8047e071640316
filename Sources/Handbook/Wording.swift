/// The rules in English, made from the rules themselves: what a manager reads is what is decided.
extension Permission {
    /// After "may": what it allows.
    public var text: String {
        switch self {
        case .amendEmail: "amend another person's email"
        case .unlock: "unlock another person's card"
        case .renew: "renew another person's card"
        case .renewExpired: "renew another person's expired card"
        case .repair: "repair another person's card"
        }
    }
}

extension Formula {
    /// The formula as a clause without a capital or a full stop.
    public var text: String {
        switch self {
        case .always: "otherwise"
        case .holds(let condition): condition.clauses.holds
        case .not(.holds(let condition)): condition.clauses.doesNot
        case .not(.knownToHold(let formula)): "it is not known that \(formula.text)"
        case .not(let formula): "not so: \(formula.text)"
        case .knownToHold(let formula): "it is known that \(formula.text)"
        case .all(let formulas): formulas.map(\.text).joined(separator: "; and ")
        case .any(let formulas): formulas.map(\.text).joined(separator: ", or ")
        }
    }
}

extension Outcome {
    public var text: String {
        switch self {
        case .route(let route), .routeBecause(let route, _, _, _): route.rawValue
        case .chain(.assistedRenewal(let permission)): "chain N (\(permission.rawValue))"
        case .chain(let chain): "chain \(chain.letter)"
        case .escalation:
            "\(Route.resolveAtOsprey.rawValue) if cards are brought to this site, else "
                + Route.takeCardToOsprey.rawValue
        }
    }
}

extension RuleTable {
    /// What a row leads to, and where the last one leads when it doesn't hold.
    public func outcomeText(of rule: Rule) -> String {
        rule.id == last.id && otherwise != last.then ? "\(rule.then.text); if not: \(otherwise.text)" : rule.then.text
    }
}
