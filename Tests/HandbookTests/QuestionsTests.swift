import HandbookProof
import Testing

@testable import Handbook

/// What is asked, and in which order (handbook-rules §1, "Evaluation").
@Suite struct QuestionsTests {
    @Test func `a permission needs the role first`() throws {
        let decision = try Case.decide(.unlock) {
            $0.attempts.selfServiceUnlock = .failed
            $0.operator.role = nil
            $0.workstation = Facts.Workstation()
            $0.holder.isOperator = nil
            $0.holder.present = nil
        }
        #expect(
            decision.needs == [
                .holderIsOperator, .operatorRole, .workstationReaders, .workstationSite, .holderPresent,
            ])
    }

    @Test func `a selected host's permission needs the site, once`() throws {
        let decision = try Case.decide(.unlock) {
            $0.attempts.selfServiceUnlock = .failed
            $0.operator.role = .selectedHost
            $0.workstation.site = nil
            $0.workstation.readers = nil
        }
        #expect(decision.needs == [.workstationSite, .workstationReaders])
    }

    @Test func `a CIM role is asked for by CIM role alone, and takes away where it is known`() throws {
        func renewal(_ role: OperatorRole, _ cimRole: CIMRole?) throws -> Decision {
            try Case.decide(.unlock) {
                try Case.expired(&$0)
                $0.operator.role = role
                $0.operator.cimRole = cimRole
            }
        }
        #expect(try renewal(.shiftManager, nil).needs == [.operatorCIMRole])
        #expect(try renewal(.teamManager, nil).route == .assistedRenewal)
        #expect(try renewal(.teamManager, .sponsor).reasons == [.operatorNotPermitted])
        #expect(try renewal(.shiftManager, .registrationAuthorityAgent).route == .assistedRenewal)
    }

    /// handbook-rules §4, as it stands there: CIM roles that may not, for a role that otherwise may.
    @Test(
        arguments: [
            (Permission.unlock, [CIMRole.idChecker]), (.renew, [.idChecker]),
            (.renewExpired, [.sponsor, .idChecker, .localSmartcardAdministrator]),
            (.repair, [.sponsor, .idChecker, .localSmartcardAdministrator]),
            (.amendEmail, [.sponsor, .localSmartcardAdministrator]),
        ] as [(Permission, [CIMRole])])
    func `a known CIM role takes away`(permission: Permission, mayNot: [CIMRole]) throws {
        for role in CIMRole.allCases {
            let facts = try Case.facts {
                $0.operator.role = .teamManager
                $0.operator.cimRole = role
            }
            let truth = CaseConditions(facts: facts, practice: .standard).truth(of: .permitted(permission))
            #expect(truth.value == Kleene(!mayNot.contains(role)), "\(role.rawValue)")
        }
    }

    /// The role can't matter then. found: W11
    @Test(arguments: Permission.allCases)
    func `a CIM role that takes a permission from every role settles it unasked`(permission: Permission) throws {
        for cimRole in CIMRole.allCases {
            let facts = try Case.facts {
                $0.operator.role = nil
                $0.operator.cimRole = cimRole
            }
            let conditions = CaseConditions(facts: facts, practice: .standard)
            let mayNot = !permission.cimRoles.contains(cimRole)
            #expect(conditions.truth(of: .permitted(permission)) == Truth(mayNot ? .false : .unknown))
            #expect(Condition.permitted(permission).unknownFacts(in: conditions) == (mayNot ? [] : [.operatorRole]))
        }
    }

    // found: W11
    @Test func `with a sponsor's rights an email is referred without asking for the role`() throws {
        let decision = try Case.decide(.email) {
            $0.card.lock = .locked
            $0.holder.newEmail = "a@nhs.net"
            $0.operator.role = nil
            $0.operator.cimRole = .sponsor
        }
        #expect(decision.route == .askEmailEditor)
    }

    /// handbook-rules §4, the table.
    @Test(arguments: [
        (OperatorRole.shiftManager, "yes yes yes by-cim-role by-cim-role"),
        (.teamManager, "yes yes yes yes by-cim-role"), (.rotaTeamLead, "yes yes yes yes by-cim-role"),
        (.rotaTeam, "no yes yes yes by-cim-role"), (.digitalTeam, "yes yes yes yes by-cim-role"),
        (.trainingCoordinator, "yes no no no no"), (.selectedHost, "no where-hosts-may-unlock no no no"),
        (.staff, "no no no no no"),
    ])
    func `each role may what its row says, and the row is cited`(role: OperatorRole, row: String) throws {
        let rights = try #require(LocalPractice.standard.roles[role])
        #expect(Permission.allCases.map { rights[$0].rawValue }.joined(separator: " ") == row)
        #expect(!rights.citations.isEmpty)
    }

    @Test func `a code can reach the holder by either, so both are asked for`() throws {
        func needs(_ change: (inout Facts) -> Void) throws -> [FactKey] {
            try Case.decide(.unlock) {
                $0.holder.email = nil
                $0.holder.mobileOnProfile = nil
                change(&$0)
            }.needs
        }
        #expect(try needs { _ in } == [.holderEmail, .holderMobileOnProfile])
        #expect(try needs { $0.holder.email = .unlisted } == [.holderMobileOnProfile])
        #expect(try needs { $0.holder.mobileOnProfile = false } == [.holderEmail])
        #expect(try needs { $0.holder.mobileOnProfile = true } == [])
    }

    @Test func `without now, dates and the series that were blocked lately are undecided`() throws {
        func needs(_ series: Int?) throws -> [FactKey] {
            try Case.decide(.unlock) {
                $0.now = nil
                $0.card.series = series
            }.needs
        }
        for series in [4, 5, 6] { #expect(try needs(series) == [.now]) }
        #expect(try needs(3) == [])
        // Undecided by U2 then, because the expiry is known and the day is not.
        #expect(try needs(9) == [.now])
        #expect(Case.rulebook.decide(.unlock, Facts()).needs == [.cardCertificatesExpire, .now])
    }

    @Test func `a blocked series is not asked about where repair has failed anyway`() throws {
        let decision = try Case.decide(.unlock) {
            $0.now = nil
            $0.card.series = 5
            $0.attempts.repair = .failed
        }
        #expect(decision.route == .replaceCard)
        #expect(decision.reasons == [.repairFailed])
    }

    @Test func `a replacement's reason is asked for first`() {
        #expect(Case.rulebook.decide(.replace, Facts()).needs == [.replaceReason, .holderHasOtherCard])
    }

    @Test func `answering what is asked comes to a route, whatever the facts`() throws {
        var cases = RandomCase(seed: 5)
        var numbers = SeededNumbers(seed: 6)
        for round in 0..<2000 {
            var facts = cases.facts()
            let workflow = Workflow.allCases[round % 4]
            var questions = 0
            while let key = Case.rulebook.decide(workflow, facts).needs.first {
                questions += 1
                if key.hasDefault && Bool.random(using: &numbers) {
                    facts.cannotSay.insert(key)
                } else {
                    let value = try #require(
                        ConditionFactsTests.values(of: key, practice: .standard).randomElement(using: &numbers))
                    try facts.set(key, to: value, practice: .standard)
                }
                try #require(questions <= FactKey.allCases.count)
            }
        }
    }
}
