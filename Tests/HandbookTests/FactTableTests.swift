import HandbookProof
import JSON
import Testing

@testable import Handbook

/// What the compiler can't say of the facts' table: that a fact was added whole.
@Suite struct FactTableTests {
    /// The members of `Facts`, as keys have them: `now`, `card.series` and so on.
    static func members(of facts: Facts) -> [(name: String, value: Any)] {
        Mirror(reflecting: facts).children.flatMap { child -> [(name: String, value: Any)] in
            guard let name = child.label, name != "cannotSay" else { return [] }
            let group = Mirror(reflecting: child.value)
            guard group.displayStyle == .struct else { return [(name, child.value)] }
            return group.children.map { ("\(name).\($0.label ?? "")", $0.value) }
        }
    }

    private static func isKnown(_ value: Any) -> Bool { !Mirror(reflecting: value).children.isEmpty }

    @Test func `each member of Facts has its row, in the same order`() {
        #expect(Self.members(of: Facts()).map(\.name) == FactKey.allCases.map(\.rawValue))
        #expect(FactKey.allCases.count <= 64, "a set of keys has room for 64")
    }

    @Test(arguments: FactKey.allCases)
    func `a fact is kept under its own name, and no other is touched`(key: FactKey) throws {
        for value in ConditionFactsTests.values(of: key, practice: .standard) {
            var facts = Facts()
            try facts.set(key, to: value, practice: .standard)
            #expect(Self.members(of: facts).filter { Self.isKnown($0.value) }.map(\.name) == [key.rawValue])
            try facts.set(key, to: .null, practice: .standard)
            #expect(facts == Facts())
        }
        #expect(FactKey(rawValue: key.rawValue) == key)
    }

    @Test(arguments: FactKey.allCases)
    func `each fact has values to try, in the proof and where it is asked why not`(key: FactKey) throws {
        #expect(ConditionFactsTests.values(of: key, practice: .standard).count > 1)
        guard key != .now else { return }
        let examples = key.definition.examples(practice: .standard, now: try Case.instant(Case.now))
        #expect(Set(examples).count > 1)
        for value in examples {
            var facts = Facts()
            try facts.set(key, to: value, practice: .standard)
            #expect(facts[key] == value)
        }
    }

    @Test func `each fact is read by a condition that the tables use`() {
        let read = Set(Condition.all.flatMap(\.reads))
        for key in FactKey.allCases { #expect(read.contains(key), "\(key.rawValue)") }
    }

    @Test func `each fact is known in some random case, and unknown in some`() {
        var cases = RandomCase(seed: 1)
        var known: Set<FactKey> = []
        var unknown: Set<FactKey> = []
        for _ in 0..<500 {
            let facts = cases.facts()
            for key in FactKey.allCases {
                if facts[key] == nil { unknown.insert(key) } else { known.insert(key) }
            }
        }
        #expect(known == Set(FactKey.allCases))
        #expect(unknown == Set(FactKey.allCases))
    }

    @Test(arguments: FactKey.allCases)
    func `a fact that somebody may be asked for has a question, with an answer for each word`(key: FactKey) {
        let fact = key.definition
        switch fact.learnt {
        case .fromClock, .unasked: break
        case .fromReaders, .fromCard, .fromBothCards, .fromSettings, .byAsking: #expect(fact.question != nil)
        }
        guard let question = fact.question else { return }
        for text in [question.text, question.ofOwnCard, question.withoutProfile].compactMap(\.self) {
            #expect(text.contains("?"))
        }
        #expect(question.why.hasSuffix("."))
        let answers = question.answers(.standard)
        let isChoice = fact.form == .word || fact.form == .localWord
        #expect(Set(answers.map(\.value)) == Set(isChoice ? words(of: key) : []))
        #expect(Set(answers.map(\.label)).count == answers.count)
        if let standard = question.standard, let choices = key.choices(practice: .standard) {
            #expect(choices.contains(standard))
        }
    }

    private func words(of key: FactKey) -> [String] {
        (key.choices(practice: .standard) ?? []).compactMap(\.string)
    }

    @Test func `no two facts are called the same`() {
        #expect(Set(FactDefinition.all.map(\.name)).count == FactDefinition.all.count)
        #expect(Set(FactDefinition.all.map(\.short)).count == FactDefinition.all.count)
        #expect(FactDefinition.all.allSatisfy { !$0.short.isEmpty })
    }

    @Test(arguments: FactKey.allCases)
    func `an address is never kept as it was typed, and everything else is`(key: FactKey) throws {
        for value in ConditionFactsTests.values(of: key, practice: .standard) {
            var facts = Facts()
            try facts.set(key, to: value, practice: .standard)
            #expect((facts.redacted == facts) == (key.definition.form != .emailAddress))
        }
    }

    /// As they were when each workflow had a list of its own.
    @Test func `what a workflow asks for follows from what its rules read`() {
        func asked(_ workflow: Workflow) -> [FactKey] {
            workflow.factsRead.filter { $0.definition.learnt == .byAsking }
        }
        let unlock: [FactKey] = [
            .cardSeries, .holderPasscodeKnown, .holderEmail, .holderMobileOnProfile, .holderEmailOwnedByESR,
            .holderEmployer,
        ]
        #expect(asked(.unlock) == unlock)
        #expect(asked(.renew) == unlock)
        #expect(asked(.email) == [.holderEmailOwnedByESR, .holderNewEmail])
        #expect(asked(.replace) == [.replaceReason, .holderHasOtherCard])
    }
}
