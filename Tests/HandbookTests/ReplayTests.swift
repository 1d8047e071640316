import Handbook
import HandbookProof
import Testing

/// What was recorded gives the same answer again, and what holds for every case holds for many.
@Suite struct ReplayTests {
    @Test func `whole cases: one route or one question, an ordered trace, the same answer again`() {
        var check = WholeCaseCheck(rulebook: Case.rulebook)
        var cases = RandomCase(seed: 20_261_121)
        for round in 0..<8000 {
            let facts = cases.facts()
            if let fault = check.fault(Workflow.allCases[round % 4], facts) {
                Issue.record("\(fault): \(facts)")
                return
            }
        }
        let rows = Set(Chapter.all.flatMap { $0.table.all.map(\.id) })
        #expect(Set(check.rows.keys) == rows, "rows that never led on: \(rows.subtracting(check.rows.keys))")
    }

    @Test func `facts written as JSON and read back give the same decision`() throws {
        var cases = RandomCase(seed: 3)
        for round in 0..<1000 {
            let facts = cases.facts()
            let again = try Facts(json: facts.redacted.json, practice: .standard)
            let workflow = Workflow.allCases[round % 4]
            #expect(Case.rulebook.decide(workflow, facts) == Case.rulebook.decide(workflow, again))
        }
    }

    @Test func `what why not says is so`() throws {
        var cases = RandomCase(seed: 4)
        var checked = 0
        for round in 0..<200 {
            let facts = cases.facts()
            let decision = Case.rulebook.decide(Workflow.allCases[round % 4], facts)
            for alternative in Case.rulebook.alternatives(to: decision, facts) {
                #expect(alternative.route != decision.route && alternative.route != .ask)
                for value in alternative.values {
                    var other = facts
                    try other.set(alternative.fact, to: value, practice: .standard)
                    #expect(Case.rulebook.decide(decision.workflow, other).route == alternative.route)
                    checked += 1
                }
            }
        }
        #expect(checked > 500)
    }
}
