/// A question about a case that rules may ask. Rules see facts through these alone: a rule is made of conditions and
/// holds no code of its own, so looking at every combination of the conditions' truth values looks at everything that
/// a rule can ever do.
///
/// Two conditions with one id are the same.
public struct Condition: Sendable, Hashable, CustomStringConvertible {
    private let definition: Definition

    /// Shared, because conditions are passed about on the path of every decision.
    private final class Definition: Sendable {
        let id: String
        let clauses: (holds: String, doesNot: String)
        let reads: [FactKey]
        let parts: Formula?
        let truth: Evaluation
        let asks: Asks?

        init(
            id: String, clauses: (holds: String, doesNot: String), reads: [FactKey], parts: Formula? = nil,
            truth: @escaping Evaluation, asks: Asks? = nil
        ) {
            self.id = id
            self.clauses = clauses
            self.reads = reads
            self.parts = parts
            self.truth = truth
            self.asks = asks
        }
    }

    typealias Evaluation = @Sendable (CaseConditions) -> Truth
    typealias Asks = @Sendable (CaseConditions) -> [FactKey]

    /// A condition on one fact: undecided while that is unknown, and with "I don't know" as its default has it.
    ///
    /// - Parameters:
    ///   - id: a stable name, by which the rule set's digest knows it.
    ///   - holds: a clause for when it holds, and `doesNot` one for when it doesn't.
    ///   - test: what is asked of the fact's value.
    init<Value: Sendable>(
        _ id: String, _ holds: String, _ doesNot: String, reading path: any WritableKeyPath<Facts, Value?> & Sendable,
        _ test: @escaping @Sendable (Value) -> Bool
    ) {
        let key = FactKey(path)
        let assumed = key.definition.assumed as? Value
        definition = Definition(id: id, clauses: (holds, doesNot), reads: [key]) { conditions in
            if let value = conditions.facts[keyPath: path] { return Truth(test(value)) }
            guard let assumed, conditions.facts.cannotSay.contains(key) else { return Truth(.unknown) }
            return Truth(Kleene(test(assumed)), assumed: FactKeySet([key]))
        }
    }

    /// The same on a yes or no.
    init(_ id: String, _ holds: String, _ doesNot: String, reading path: any WritableKeyPath<Facts, Bool?> & Sendable) {
        self.init(id, holds, doesNot, reading: path) { $0 }
    }

    /// A condition that says by itself how it stands.
    ///
    /// - Parameters:
    ///   - paths: the facts that it looks at, in the order in which the handbook names them.
    ///   - asks: which of them leave it undecided; without it, those that are unknown.
    init(
        _ id: String, _ holds: String, _ doesNot: String, reads paths: [PartialKeyPath<Facts>], asks: Asks? = nil,
        _ truth: @escaping Evaluation
    ) {
        definition = Definition(
            id: id, clauses: (holds, doesNot), reads: paths.map { FactKey($0) }, truth: truth, asks: asks)
    }

    /// A condition that is made of others.
    init(_ id: String, _ holds: String, _ doesNot: String, of parts: Formula) {
        definition = Definition(
            id: id, clauses: (holds, doesNot), reads: parts.conditions.flatMap(\.reads), parts: parts
        ) { parts.truth(in: $0) }
    }

    public static func == (first: Condition, second: Condition) -> Bool {
        first.definition === second.definition || first.id == second.id
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

extension Condition {
    /// A stable name, such as `cardUnlocked`. Not for people.
    public var id: String { definition.id }

    /// The condition as a clause: when it holds, and when it doesn't.
    var clauses: (holds: String, doesNot: String) { definition.clauses }

    /// The condition as a clause, when it holds.
    public var name: String { clauses.holds }

    public var description: String { name }

    /// What a condition with a name of its own is made of; nil for one that looks at facts.
    public var parts: Formula? { definition.parts }

    /// The facts that it looks at, in the order in which the handbook names them.
    public var reads: [FactKey] { definition.reads }

    /// How it stands in a case.
    func truth(in conditions: CaseConditions) -> Truth { definition.truth(conditions) }

    /// The facts that leave a condition undecided, in the order in which to ask for them. Empty when it is decided.
    func unknownFacts(in conditions: CaseConditions) -> [FactKey] {
        if let parts { return parts.unknownFacts(in: conditions) }
        guard truth(in: conditions).value == .unknown else { return [] }
        if let asks = definition.asks { return asks(conditions) }
        return reads.filter { conditions.facts[$0] == nil && !conditions.facts.cannotSay.contains($0) }
    }
}
