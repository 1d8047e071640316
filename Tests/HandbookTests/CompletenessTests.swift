import Handbook
import HandbookProof
import Testing

/// The proof that the rules are total, by conditions: each table over every combination of its conditions' truth
/// values, each condition made of others over theirs, each remaining one over every combination of the facts it reads.
/// It is complete because rules see facts through conditions alone.
@Suite struct CompletenessTests {
    @Test func `every table gives exactly one outcome or one question in every combination`() {
        var combinations = 0
        var ways = 0
        for chapter in Chapter.all {
            let table = chapter.table
            var exploration = Exploration(Formula.all(table.all.map(\.when)).conditions)
            var led: Set<String> = []
            var asked: Set<String> = []
            var fellThrough = false
            exploration.explore { source in
                var tried: [(Rule, Kleene)] = []
                let outcome = table.outcome(in: source) { tried.append(($0, $1.value)) }
                guard let (rule, result) = tried.last else {
                    Issue.record("\(chapter.title): no row was tried")
                    return
                }
                // All rows before the deciding one are false, in the table's order; nothing after it was looked at.
                #expect(tried.dropLast().allSatisfy { $0.1 == .false })
                #expect(tried.map(\.0.id) == table.all.prefix(tried.count).map(\.id))
                switch result {
                case .true:
                    #expect(outcome == rule.then)
                    led.insert(rule.id)
                case .unknown:
                    #expect(outcome == nil)
                    asked.insert(rule.id)
                case .false:
                    #expect(rule.id == table.last.id && outcome == table.otherwise)
                    fellThrough = true
                }
            }
            #expect(exploration.combinations == exploration.space, "\(chapter.title)")
            #expect(led == Set(table.all.map(\.id)), "\(chapter.title): a row that never leads on")
            #expect(asked.isSubset(of: led))
            #expect(fellThrough == (table.last.when != .always), "\(chapter.title)")
            combinations += exploration.combinations
            ways += exploration.ways
            print("\(chapter.title): \(exploration.combinations) combinations, \(exploration.ways) ways")
        }
        print("Tables: \(combinations) combinations of conditions, \(ways) ways")
    }

    @Test func `what a named condition is made of settles it as Kleene's logic has it`() throws {
        var combinations = 0
        for condition in Chapter.namedConditions {
            let parts = try #require(condition.parts)
            var exploration = Exploration(parts.conditions)
            exploration.explore { source in
                let value = parts.truth(in: source).value
                let asked = Dictionary(uniqueKeysWithValues: source.asked.map { ($0.condition, $0.value) })
                let completions = Self.completions(of: asked, for: parts)
                switch value {
                case .true: #expect(completions == [true])
                case .false: #expect(completions == [false])
                case .unknown: #expect(completions == [true, false])
                }
            }
            #expect(exploration.combinations == exploration.space)
            combinations += exploration.combinations
        }
        print("Named conditions: \(combinations) combinations of their parts")
    }

    /// What a formula comes to when each unknown condition turns out one way or the other.
    private static func completions(of values: [Condition: Kleene], for formula: Formula) -> Set<Bool> {
        let unknown = values.filter { $0.value == .unknown }.map(\.key)
        var results: Set<Bool> = []
        for bits in 0..<(1 << unknown.count) {
            var completed = values
            for (place, condition) in unknown.enumerated() { completed[condition] = Kleene(bits >> place & 1 == 1) }
            switch formula.truth(in: Fixed(values: completed)).value {
            case .true: results.insert(true)
            case .false: results.insert(false)
            case .unknown: break
            }
        }
        return results
    }

    private struct Fixed: ConditionSource {
        let values: [Condition: Kleene]
        func truth(of condition: Condition) -> Truth { Truth(values[condition] ?? .false) }
    }
}
