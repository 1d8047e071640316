/// One row of a decision table.
public struct Rule: Sendable, Hashable {
    /// `U1` … `C3`, `A1`, `X1`, `N1`, `K1`.
    public let id: String
    public let when: Formula
    public let then: Outcome
    public let citations: [Citation]

    init(_ id: String, when: Formula, then: Outcome, cites citations: Citation...) {
        self.id = id
        self.when = when
        self.then = then
        self.citations = citations
    }
}

/// Rows that are tried in order, and a last one that always has an outcome: so a table can't come to nothing.
public struct RuleTable: Sendable, Hashable {
    public let rules: [Rule]
    public let last: Rule
    /// Where the last row is false. With `always` it can't be.
    public let otherwise: Outcome

    public var all: [Rule] { rules + [last] }

    init(_ rules: [Rule], last: Rule, otherwise: Outcome? = nil) {
        self.rules = rules
        self.last = last
        self.otherwise = otherwise ?? last.then
    }
}

extension RuleTable {
    /// Tries the rows in order. Each that is tried is shown to `row`, with how it came out.
    ///
    /// Nil when a row is undecided: nothing after it is looked at.
    public func outcome(in source: some ConditionSource, row: (Rule, Truth) -> Void) -> Outcome? {
        for rule in rules {
            let truth = rule.when.truth(in: source)
            row(rule, truth)
            switch truth.value {
            case .false: continue
            case .true: return rule.then
            case .unknown: return nil
            }
        }
        let truth = last.when.truth(in: source)
        row(last, truth)
        switch truth.value {
        case .false: return otherwise
        case .true: return last.then
        case .unknown: return nil
        }
    }
}

/// What a row leads to.
public enum Outcome: Sendable, Hashable {
    case route(Route)
    /// A route with a reason: that of the first condition that holds, else the other.
    case routeBecause(Route, of: Condition, Reason, else: Reason)
    case chain(Chain)
    /// The card goes to the site that cards are brought to, or is seen to there, because work that takes this permission isn't possible here.
    case escalation(Permission)
}

/// A table that rows of other tables lead into (handbook-rules §2).
public enum Chain: Sendable, Hashable {
    case assistedUnlock
    case expired
    /// For `renew` or `renew-expired`.
    case assistedRenewal(Permission)
    case repair

    /// `A`, `X`, `N`, `K`.
    public var letter: String {
        switch self {
        case .assistedUnlock: "A"
        case .expired: "X"
        case .assistedRenewal: "N"
        case .repair: "K"
        }
    }
}
