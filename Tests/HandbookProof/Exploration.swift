import Handbook

/// Goes through every combination of truth values of the conditions that something looks at.
///
/// Conditions that a way through doesn't look at can't matter to it: such a way stands for all combinations of theirs
/// at once, and is counted as so many. So the count is that of the whole space, in far fewer runs.
public struct Exploration {
    public let conditions: [Condition]
    /// Combinations that were covered.
    public private(set) var combinations = 0
    /// Different ways through.
    public private(set) var ways = 0

    public init(_ conditions: [Condition]) {
        self.conditions = conditions
    }

    /// Three to the power of the number of conditions.
    public var space: Int { Self.power(conditions.count) }

    private static func power(_ exponent: Int) -> Int {
        repeatElement(3, count: exponent).reduce(1, *)
    }

    /// Calls `body` once for each way through. What it asks of the source is the way.
    public mutating func explore(_ body: (Assignment) -> Void) {
        var next: [(Condition, Kleene)]? = []
        while let fixed = next {
            let assignment = Assignment(fixed)
            body(assignment)
            ways += 1
            combinations += Self.power(conditions.count - assignment.asked.count)
            next = assignment.successor
        }
    }
}

/// Truth values for conditions, given in the order in which they are asked for.
public final class Assignment: ConditionSource {
    public private(set) var asked: [(condition: Condition, value: Kleene)]
    private var known: [Condition: Kleene]

    init(_ fixed: [(Condition, Kleene)]) {
        asked = fixed.map { (condition: $0.0, value: $0.1) }
        known = Dictionary(uniqueKeysWithValues: fixed)
    }

    public func truth(of condition: Condition) -> Truth {
        if let value = known[condition] { return Truth(value) }
        known[condition] = .true
        asked.append((condition, .true))
        return Truth(.true)
    }

    /// The next assignment: the last value that can go on does, and those after it are asked for anew.
    var successor: [(Condition, Kleene)]? {
        var list = asked.map { ($0.condition, $0.value) }
        while let (condition, value) = list.popLast() {
            switch value {
            case .true: return list + [(condition, .false)]
            case .false: return list + [(condition, .unknown)]
            case .unknown: continue
            }
        }
        return nil
    }
}
