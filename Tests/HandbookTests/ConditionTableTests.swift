import Testing

@testable import Handbook

/// What the proof goes through, and that it is all that the tables name.
@Suite struct ConditionTableTests {
    @Test func `no two conditions read alike, so that none stands for another in the proof`() {
        #expect(Set(Condition.all.map(\.name)).count == Condition.all.count)
        #expect(Set(Condition.all.map(\.clauses.doesNot)).count == Condition.all.count)
    }

    @Test func `each condition that is made of others is listed with the rules, and no other`() {
        let made = Set(Condition.all.filter { $0.parts != nil })
        #expect(made == Set(Chapter.namedConditions))
        #expect(made.count == Chapter.namedConditions.count)
    }

    @Test func `every row's, warning's and part's condition is in the proof`() {
        let all = Set(Condition.all)
        let formulas = Chapter.all.flatMap { $0.table.all.map(\.when) } + WarningRule.all.map(\.when)
        for condition in formulas.flatMap(\.conditions) {
            #expect(all.contains(condition))
            for part in condition.parts?.conditions ?? [] { #expect(all.contains(part)) }
        }
        #expect(all.contains(.siteIsEscalation))
        for condition in Condition.all { #expect(!condition.reads.isEmpty) }
    }

    @Test(arguments: Permission.allCases)
    func `the same condition made twice is the same`(permission: Permission) {
        #expect(Condition.permitted(permission) == .permitted(permission))
        for other in Permission.allCases where other != permission {
            #expect(Condition.permitted(permission) != .permitted(other))
        }
    }
}
