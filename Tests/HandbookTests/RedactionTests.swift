import Handbook
import Testing

@Suite struct RedactionTests {
    @Test(arguments: [
        ("jo.smith@nhs.net", "x@nhs.net"), ("jo@trust.NHS.uk", "x@trust.NHS.uk"), ("jo@example.com", "x@example.com"),
        ("jo..smith@nhs.net", "malformed"), ("jo", "malformed"), ("", "malformed"), ("a@b", "malformed"),
    ])
    func `only the domain of a new address is kept`(address: String, kept: String) {
        var facts = Facts()
        facts.holder.newEmail = address
        #expect(facts.redacted.holder.newEmail == kept)
        #expect(facts.redacted.redacted == facts.redacted)
    }

    @Test(arguments: ["jo.smith@nhs.net", "jo@example.com", "jo..smith@nhs.net", "jo", ""])
    func `the decision from what is kept is the same`(address: String) {
        let rulebook = Rulebook()
        for isOperator in [true, false] {
            var facts = Facts()
            facts.holder.newEmail = address
            facts.holder.emailOwnedByESR = false
            facts.holder.isOperator = isOperator
            facts.card.lock = .unlocked
            facts.operator.role = .shiftManager
            facts.holder.email = ProfileEmail.none
            facts.holder.mobileOnProfile = false
            for workflow in Workflow.allCases {
                #expect(rulebook.decide(workflow, facts) == rulebook.decide(workflow, facts.redacted))
            }
        }
    }

    @Test func `facts without a new address stay as they are`() {
        #expect(Facts().redacted == Facts())
    }
}
