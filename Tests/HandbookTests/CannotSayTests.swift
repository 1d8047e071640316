import Handbook
import Testing

/// handbook-rules §1, "Don't know": what each key counts as.
@Suite struct CannotSayTests {
    /// A case in which the key alone decides, and what comes of "I don't know".
    static let cases: [(FactKey, Workflow, @Sendable (inout Facts) throws -> Void, Route)] = [
        (
            .cardLock, .renew,
            {
                $0.holder.passcodeKnown = true
                $0.card.lock = nil
            }, .unlockFirst
        ),
        (
            .cardCertificatesExpire, .renew,
            {
                Case.usable(&$0)
                $0.card.certificatesExpire = nil
            }, .selfRenew
        ),
        (
            .holderPasscodeKnown, .renew,
            {
                $0.card.lock = .unlocked
                $0.holder.passcodeKnown = nil
            }, .unlockFirst
        ),
        (.holderEmail, .unlock, { $0.holder.email = nil }, .selfServiceUnlock),
        (
            .holderMobileOnProfile, .unlock,
            {
                $0.holder.email = ProfileEmail.none
                $0.holder.mobileOnProfile = nil
            }, .addEmailThenSelfService
        ),
        (
            .holderEmailOwnedByESR, .unlock,
            {
                $0.holder.email = ProfileEmail.none
                $0.holder.emailOwnedByESR = nil
            }, .addEmailThenSelfService
        ),
        (
            .holderEmployer, .unlock,
            {
                try Case.expired(&$0)
                $0.holder.employer = nil
                $0.operator.role = .teamManager
            }, .assistedRenewal
        ),
        (
            .holderPresent, .unlock,
            {
                $0.attempts.selfServiceUnlock = .failed
                $0.holder.present = nil
            }, .resolveAtOsprey
        ),
        (
            .holderIsOperator, .unlock,
            {
                $0.attempts.selfServiceUnlock = .failed
                $0.holder.isOperator = nil
            }, .assistedUnlock
        ),
        (
            .operatorRole, .unlock,
            {
                $0.holder.email = ProfileEmail.none
                $0.operator.role = nil
            }, .askEmailEditor
        ),
        (
            .operatorCIMRole, .renew,
            {
                Case.usable(&$0)
                try Case.expired(&$0)
            }, .resolveAtOsprey
        ),
        (
            .workstationDesignated, .renew,
            {
                Case.usable(&$0)
                $0.attempts.selfRenewal = .failed
                $0.workstation.designated = nil
            }, .resolveAtOsprey
        ),
    ]

    @Test(arguments: cases.indices)
    func `a key that nobody can say is asked for, or counts as its default`(index: Int) throws {
        let (key, workflow, change, route) = Self.cases[index]
        let asked = try Case.decide(workflow, change)
        #expect(asked.route == .ask)
        #expect(asked.needs == [key])
        let assumed = try Case.decide(workflow) {
            try change(&$0)
            $0.cannotSay.insert(key)
        }
        #expect(assumed.route == route)
        #expect(assumed.assumed == [key])
        #expect(assumed.warnings.last == .assumed)
    }

    @Test func `every key with a default has its case, and no other`() {
        #expect(Set(Self.cases.map(\.0)) == Set(FactKeySet.withDefault.keys))
        #expect(Self.cases.count == FactKeySet.withDefault.keys.count)
    }

    @Test func `a fact that is known is never overridden`() throws {
        let decision = try Case.decide(.unlock) { $0.cannotSay = .withDefault }
        let plain = try Case.decide(.unlock)
        #expect(decision.route == plain.route)
        #expect(decision.assumed.isEmpty)
        #expect(!decision.warnings.contains(.assumed))
    }

    @Test func `a listed lock counts as locked where an unknown one would count as unlocked`() throws {
        func chainN(_ keys: FactKey...) throws -> Decision {
            try Case.decide(.unlock) {
                try Case.expired(&$0)
                $0.card.lock = nil
                $0.holder.passcodeKnown = true
                $0.attempts.assistedUnlock = .failed
                $0.operator.role = .teamManager
                $0.cannotSay = FactKeySet(keys)
            }
        }
        #expect(try chainN().route == .assistedRenewal)
        #expect(try chainN(.cardLock).route == .raiseTicket)
        #expect(try chainN(.cardLock).assumed == [.cardLock])
    }

    @Test func `a CIM role that nobody can say is one that may not`() throws {
        func unlock(_ keys: FactKey...) throws -> Decision {
            try Case.decide(.unlock) {
                $0.attempts.selfServiceUnlock = .failed
                $0.cannotSay = FactKeySet(keys)
            }
        }
        #expect(try unlock().route == .assistedUnlock)
        #expect(try unlock(.operatorCIMRole).reasons == [.operatorNotPermitted])
    }
}
