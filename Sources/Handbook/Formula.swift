/// Conditions joined by Kleene's logic: all that a rule can say.
public indirect enum Formula: Sendable, Hashable {
    case always
    case holds(Condition)
    case not(Formula)
    case all([Formula])
    case any([Formula])
    /// True only where it is known to be true: what isn't known counts as "no" and is not asked for.
    case knownToHold(Formula)
}

/// A truth value, and what it rests on.
public struct Truth: Sendable, Hashable {
    public var value: Kleene
    /// Facts answered with "I don't know" whose default the value rests on. Empty when known facts alone settle it.
    public var assumed: FactKeySet

    public init(_ value: Kleene, assumed: FactKeySet = FactKeySet()) {
        self.value = value
        self.assumed = assumed
    }

    public init(_ value: Bool) {
        self.init(value ? .true : .false)
    }
}

/// Something that knows how the conditions stand: the facts of a case, or a test that goes through all combinations.
public protocol ConditionSource {
    func truth(of condition: Condition) -> Truth
}

extension Formula {
    public func truth(in source: some ConditionSource) -> Truth {
        switch self {
        case .always: Truth(.true)
        case .holds(let condition): source.truth(of: condition)
        case .not(let formula):
            formula.truth(in: source).inverted
        case .all(let formulas):
            Formula.joined(formulas, in: source, settling: .false)
        case .any(let formulas):
            Formula.joined(formulas, in: source, settling: .true)
        case .knownToHold(let formula):
            formula.truth(in: source).unknownAsFalse
        }
    }

    /// A conjunction is settled by one false, a disjunction by one true. A part that is known settles it on its own;
    /// one that rests on defaults settles it too, but the others' defaults count as used with it.
    private static func joined(
        _ formulas: [Formula], in source: some ConditionSource, settling: Kleene
    ) -> Truth {
        var whole = Truth(!settling)
        for formula in formulas {
            let part = formula.truth(in: source)
            if part.value == settling && part.assumed.isEmpty { return part }
            whole.value = settling == .false ? whole.value.and(part.value) : whole.value.or(part.value)
            whole.assumed.formUnion(part.assumed)
        }
        return whole
    }
}

extension Truth {
    fileprivate var inverted: Truth { Truth(!value, assumed: assumed) }
    fileprivate var unknownAsFalse: Truth { Truth(value == .true ? .true : .false, assumed: assumed) }
}
