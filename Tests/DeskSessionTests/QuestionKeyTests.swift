import Handbook
import Testing

@testable import DeskSession

/// A question's key on the wire and back.
@Suite struct QuestionKeyTests {
    @Test(
        arguments: [
            "", "step", "step.", "step.0", "step.01", "step.100", "step.123456", "step.1.", "step.1.trouble.trouble",
            "step.x", "step.-1", "step. 1", "step.１", "STEP.1", "trouble", ".trouble", "result.", "holder", "holder.",
            "holder.email ", "482913", "cim.loggedin",
        ])
    func `what no session asks is no key`(text: String) {
        #expect(QuestionKey(rawValue: text) == nil)
        #expect(!SessionKeys.isKnown(text))
        #expect(SessionKeys.form(of: text) == nil)
    }

    @Test func `every key is read back as the same`() {
        let facts = FactKey.allCases.map(QuestionKey.fact)
        let steps = (1...99).flatMap { [QuestionKey.step($0), .trouble($0)] }
        let all = facts + QuestionKey.Own.allCases.map(QuestionKey.own) + steps
        for key in all { #expect(QuestionKey(rawValue: key.rawValue) == key) }
        #expect(Set(all.map(\.rawValue)).count == all.count, "no fact is called as a question of the session's own")
    }

    @Test func `each of the session's own is in the list that files and hints are made from`() {
        for own in QuestionKey.Own.allCases { #expect(QuestionKey.asked.contains(.own(own)), "\(own)") }
        #expect(
            Set(SessionKeys.own) == [
                "holder.reach", "cim", "cim.loggedIn", "holder.confirmed", "holder.uuid", "card.series",
                "operator.uuid", "workstation.site", "decision.follow", "change", "result", "result.trouble",
            ])
        #expect(SessionKeys.own.count == QuestionKey.asked.count)
    }

    @Test func `what goes with a card goes when another card comes`() {
        func goes(_ key: QuestionKey, samePerson: Bool) -> Bool {
            SessionState.isAboutCard(key, samePerson: samePerson)
        }
        for key: QuestionKey in [.fact(.cardLock), .fact(.cardSeries), .own(.confirmed), .own(.follow)] {
            #expect(goes(key, samePerson: true) && goes(key, samePerson: false), "\(key)")
        }
        for key: QuestionKey in [.fact(.holderEmail), .fact(.holderPasscodeKnown), .own(.holderUUID)] {
            #expect(!goes(key, samePerson: true) && goes(key, samePerson: false), "\(key)")
        }
        for key: QuestionKey in [.own(.reach), .ownCard, .own(.cim), .fact(.operatorRole), .step(1), .own(.result)] {
            #expect(!goes(key, samePerson: false), "\(key)")
        }
    }
}
