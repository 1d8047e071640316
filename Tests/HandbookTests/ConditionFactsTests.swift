import Instants
import JSON
import Testing

@testable import Handbook

/// Each condition that looks at facts, over every combination of the facts it reads.
@Suite struct ConditionFactsTests {
    /// From the tables themselves: a condition that a rule brings along is in the proof.
    static let conditions = Condition.all.filter { $0.parts == nil }

    /// Every value of a fact, or one from each stretch that rules can tell apart, the edges included.
    static func values(of key: FactKey, practice: LocalPractice) -> [JSONValue] {
        if let choices = key.choices(practice: practice) { return choices }
        switch key {
        case .now:
            return [
                "2026-03-31T22:59:59Z", "2026-03-31T23:00:00Z", "2026-05-06T22:59:59Z", "2026-05-06T23:00:00Z",
                "2026-11-21T03:00:00Z",
            ]
        case .cardSeries: return (1...99).map { .integer($0) }
        case .cardCertificatesExpire:
            return [
                "2026-11-21T02:59:59Z", "2026-11-21T03:00:00Z", "2027-02-19T03:00:00Z", "2027-02-19T03:00:01Z",
                "2026-11-20", "2026-11-21", "2027-02-18", "2027-02-19",
            ]
        case .workstationReaders: return (0...64).map { .integer($0) }
        case .holderNewEmail: return ["a@nhs.net", "a@b.NHS.uk", "a@example.com", "a@nhs", ""]
        default: return []
        }
    }

    /// Every combination of the facts that a condition reads: each value, unknown, and "I don't know" where it may be
    /// said, alone and beside a known fact.
    static func combinations(
        of keys: [FactKey], practice: LocalPractice, _ body: (Facts) throws -> Void
    ) throws {
        func fill(_ facts: Facts, _ rest: ArraySlice<FactKey>) throws {
            guard let key = rest.first else { return try body(facts) }
            for value in [.null] + values(of: key, practice: practice) {
                for listed in key.hasDefault ? [false, true] : [false] {
                    var next = facts
                    try next.set(key, to: value, practice: practice)
                    if listed { next.cannotSay.insert(key) }
                    try fill(next, rest.dropFirst())
                }
            }
        }
        try fill(Facts(), keys[...])
    }

    @Test func `every condition is decided, or asks for facts that it reads and that decide it`() throws {
        var covered = 0
        for complete in [false, true] {
            var practice = LocalPractice.standard
            practice.emailDomains.complete = complete
            // With a complete list nothing is unverified, with any other nothing is refused.
            let oneSided: [Condition] = complete ? [.newAddressUnverified] : [.newAddressUnlisted]
            for condition in Self.conditions {
                var values: Set<Kleene> = []
                try Self.combinations(of: condition.reads, practice: practice) { facts in
                    covered += 1
                    let conditions = CaseConditions(facts: facts, practice: practice)
                    let truth = conditions.truth(of: condition)
                    values.insert(truth.value)
                    let needs = condition.unknownFacts(in: conditions)
                    #expect(needs.isEmpty == (truth.value != .unknown))
                    for key in needs {
                        let isOpen =
                            facts[key] == nil && !facts.cannotSay.contains(key) && condition.reads.contains(key)
                        let matters =
                            try oneSided.contains(condition) || Self.isTakenAway(condition, conditions)
                            || Self.matters(key, to: condition, facts, practice)
                        if !isOpen || !matters {
                            Issue.record("\(condition) needn't ask for \(key.rawValue): \(facts)")
                        }
                    }
                    for key in truth.assumed.keys where facts[key] != nil || !facts.cannotSay.contains(key) {
                        Issue.record("\(condition) assumes \(key.rawValue) without need: \(facts)")
                    }
                }
                if !oneSided.contains(condition) {
                    #expect(values.isSuperset(of: [.true, .false]), "\(condition) always comes out the same")
                }
            }
        }
        print("Conditions: \(covered) combinations of facts")
    }

    /// The role is asked for first (handbook-rules §1, "Evaluation"), also where the CIM role would take the permission
    /// away from every role.
    private static func isTakenAway(_ condition: Condition, _ conditions: CaseConditions) -> Bool {
        guard let permission = Permission.allCases.first(where: { condition == .permitted($0) }),
            conditions.facts.operator.role == nil
        else { return false }
        guard let role = conditions.facts.operator.cimRole else {
            return conditions.facts.cannotSay.contains(.operatorCIMRole)
        }
        return !permission.cimRoles.contains(role)
    }

    /// True when the condition comes out otherwise, or asks for something else, with one answer than with another.
    private static func matters(
        _ key: FactKey, to condition: Condition, _ facts: Facts, _ practice: LocalPractice
    ) throws -> Bool {
        var outcomes: Set<[String]> = []
        // The first and the last day of all, so that whatever the other date is, one answer lies on each side of it.
        let ends: [JSONValue] =
            switch key {
            case .now: ["1000-01-01T00:00:00Z", "9999-01-01T00:00:00Z"]
            case .cardCertificatesExpire: ["1000-01-01", "9999-01-01"]
            default: []
            }
        for value in values(of: key, practice: practice) + ends {
            var answered = facts
            try answered.set(key, to: value, practice: practice)
            let conditions = CaseConditions(facts: answered, practice: practice)
            let needs = condition.unknownFacts(in: conditions)
            if needs.contains(key) { return false }
            outcomes.insert([conditions.truth(of: condition).value.rawValue] + needs.map(\.rawValue))
        }
        // With the other facts open too, an answer may leave it undecided, but it is one question fewer.
        return outcomes.count > 1
            || condition.unknownFacts(in: CaseConditions(facts: facts, practice: practice)).count > 1
    }
}
