import Handbook
import JSON
import Testing
import WorkstationSettings

@testable import DeskSession

/// The session's questions after facts come from the facts' definitions.
@Suite struct FactQuestionTests {
    @Test(arguments: FactKey.allCases)
    func `a fact that a rule needs can be asked for, and its answer can be taken`(key: FactKey) throws {
        guard let question = FactQuestions.question(for: key, practice: .standard) else {
            // Told by the clock, or by nobody who is asked.
            #expect([.fromClock, .unasked].contains(key.definition.learnt))
            return
        }
        #expect(question.key == key.rawValue)
        #expect(question.allowsUnknown == key.hasDefault)
        // What may be chosen is what the handbook takes.
        for choice in question.form.choices.array ?? [] {
            var facts = Facts()
            try facts.set(key, to: choice, practice: .standard)
            #expect(facts[key] == choice)
        }
    }

    @Test func `only the series may be left open without a default`() {
        #expect(FactQuestions.series(practice: .standard)?.allowsUnknown == true)
        #expect(FactQuestions.question(for: .cardSeries, practice: .standard)?.allowsUnknown == false)
    }

    @Test func `what only a file can tell is never asked`() {
        #expect(
            Set(SessionKeys.neverAsked) == [
                "holder.location", "holder.present", "workstation.keyboardReader", "attempts.selfServiceUnlock",
                "attempts.assistedUnlock", "attempts.selfRenewal", "attempts.assistedRenewal", "attempts.repair",
            ])
    }

    @Test func `a file knows every fact but the time, and every group`() {
        for key in FactKey.allCases { #expect(SessionKeys.isKnown(key.rawValue) == (key != .now), "\(key)") }
        for group in ["cim", "holder", "card", "operator", "workstation", "attempts", "replace", "step", "decision"] {
            #expect(SessionKeys.isGroup(group), "\(group)")
        }
        #expect(SessionKeys.isGroup("result"))
        for none in ["", "now", "change", "holder.email", "hold", "."] {
            #expect(!SessionKeys.isGroup(none), "\(none)")
        }
    }

    @Test func `an answer's form is known before the question where the site doesn't lay it down`() {
        #expect(SessionKeys.form(of: "card.series") == .number(1...99))
        #expect(SessionKeys.form(of: "workstation.readers") == .number(0...64))
        #expect(SessionKeys.form(of: "holder.newEmail") == .emailAddress)
        #expect(SessionKeys.form(of: "card.certificatesExpire") == .date)
        #expect(SessionKeys.form(of: "workstation.keyboardReader") == .yesNo)
        #expect(SessionKeys.form(of: "holder.present") == .yesNo)
        #expect(SessionKeys.form(of: "card.lock")?.choices == ["locked", "unlocked"])
        for key in ["workstation.site", "holder.location", "attempts.repair", "now"] {
            #expect(SessionKeys.form(of: key) == nil, "\(key)")
        }
    }

    @Test func `the keys of a session, as they were when each workflow had a list of its own`() {
        let holder = "holder.passcodeKnown holder.email holder.mobileOnProfile holder.emailOwnedByESR holder.employer"
        let settings = "operator.role operator.cimRole workstation.site workstation.designated"
        let unread = "holder.uuid card.lock card.certificatesExpire"
        let end = "step.1 step.2 … result"
        func keys(_ workflow: Workflow) -> String { SessionKeys.mayBeAsked(in: workflow).joined(separator: " ") }
        let door = "holder.reach cim cim.loggedIn holder.confirmed"
        #expect(keys(.unlock) == "\(door) card.series \(holder) \(settings) \(unread) \(end)")
        #expect(keys(.renew) == keys(.unlock))
        #expect(keys(.email) == "\(door) holder.emailOwnedByESR holder.newEmail \(settings) \(unread) \(end)")
        #expect(
            keys(.replace)
                == "cim cim.loggedIn holder.confirmed replace.reason holder.hasOtherCard \(settings) holder.uuid \(end)"
        )
    }

    @Test func `what the configuration says isn't asked`() {
        var configuration = WorkstationConfiguration()
        configuration.cim = .sameComputer
        configuration.operatorRole = .staff
        configuration.cimRole = .sponsor
        configuration.site = "osprey"
        configuration.designated = false
        let keys = SessionKeys.mayBeAsked(in: .email, knowing: configuration)
        for key in ["cim", "operator.role", "operator.cimRole", "workstation.site", "workstation.designated"] {
            #expect(!keys.contains(key))
        }
    }

    @Test(arguments: Route.allCases)
    func `a receipt says of each route what was done, by whom, and whether the card can show it`(route: Route) {
        func sentence(_ outcome: SessionOutcome) -> String {
            let result = RouteResult(route: route, outcome: outcome)
            return ReceiptText.sentences(for: SessionEnd(route: route, outcome: outcome, routes: [result])).joined()
        }
        let isOnCard = [
            Route.selfServiceUnlock, .addEmailThenSelfService, .assistedUnlock, .selfRenew, .assistedRenewal,
            .repairCard,
        ].contains(route)
        #expect(sentence(.confirmedByOperator).contains("can't show it") == isOnCard)
        let isAlone = [Route.selfServiceUnlock, .addEmailThenSelfService, .selfRenew].contains(route)
        #expect(sentence(.failed).contains(" by the holder") == isAlone)
    }
}
