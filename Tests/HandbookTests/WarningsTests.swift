import Handbook
import Testing

/// handbook-rules §2, warnings: each by its name.
@Suite struct WarningsTests {
    @Test func `series-unknown where the series would matter`() throws {
        for workflow in Workflow.allCases {
            let decision = try Case.decide(workflow) { $0.card.series = nil }
            #expect(
                decision.warnings.contains(.seriesUnknown) == [.unlock, .renew].contains(workflow),
                "\(workflow.rawValue)")
        }
    }

    @Test func `series-unknown with a question too`() throws {
        let decision = Case.rulebook.decide(.unlock, Facts())
        #expect(decision.route == .ask)
        #expect(decision.warnings == [.seriesUnknown])
    }

    @Test func `series-not-established for 7 and above 10`() throws {
        for series in 1...99 {
            let decision = try Case.decide(.unlock) { $0.card.series = series }
            #expect(decision.warnings.contains(.seriesNotEstablished) == (series == 7 || series > 10), "\(series)")
        }
    }

    @Test func `check-email-domain for the profile's address in U4 and U5`() throws {
        #expect(try Case.decide(.unlock) { $0.holder.email = .unverified }.warnings == [.checkEmailDomain])
        let failed = try Case.decide(.unlock) {
            $0.holder.email = .unverified
            $0.attempts.selfServiceUnlock = .failed
        }
        #expect(failed.warnings == [.checkEmailDomain])
        #expect(try Case.decide(.unlock).warnings.isEmpty)
        #expect(
            try Case.decide(.unlock) {
                Case.usable(&$0)
                $0.holder.email = .unverified
            }.warnings.isEmpty)
    }

    @Test func `check-email-domain for the new address in U6, M3 and M4`() throws {
        let amended = try Case.decide(.unlock) {
            $0.holder.email = ProfileEmail.none
            $0.holder.newEmail = "jo@example.com"
        }
        #expect(amended.route == .addEmailThenSelfService)
        #expect(amended.warnings == [.checkEmailDomain])
        for isOperator in [true, false] {
            let decision = try Case.decide(.email) {
                Case.usable(&$0)
                $0.holder.newEmail = "jo@example.com"
                $0.holder.isOperator = isOperator
            }
            #expect(decision.route == (isOperator ? .editOwnProfile : .amendInCIM))
            #expect(decision.warnings == [.checkEmailDomain])
        }
        #expect(
            try Case.decide(.email) {
                $0.holder.newEmail = "jo@example.com"
                $0.operator.role = .staff
            }.warnings.isEmpty)
    }

    @Test(arguments: [
        (HolderLocation?.none, "clevedon", true), (nil, "greenway", false), (.site("greenway"), "clevedon", false),
        (.site("cossham"), "greenway", true), (.overseas, "clevedon", false), (.site("remote"), "cossham", false),
    ])
    func `self-service-unreliable-at-site for the holder's site, else the workstation's`(
        location: HolderLocation?, site: String, warns: Bool
    ) throws {
        func warned(_ workflow: Workflow, _ change: (inout Facts) -> Void) throws -> Bool {
            try Case.decide(workflow) {
                $0.holder.location = location
                $0.workstation.site = site
                change(&$0)
            }.warnings.contains(.selfServiceUnreliableAtSite)
        }
        #expect(try warned(.unlock) { _ in } == warns)
        #expect(try warned(.unlock) { $0.holder.email = ProfileEmail.none } == warns)
        if location != .overseas { #expect(try warned(.renew, Case.usable) == warns) }
        #expect(try !warned(.unlock, Case.usable))
    }

    @Test func `unlock-during-renewal in chains X, N and K`() throws {
        #expect(try Case.decide(.unlock, Case.expired).warnings == [.unlockDuringRenewal])
        let elsewhere = try Case.decide(.renew) {
            try Case.expired(&$0)
            $0.card.lock = nil
            $0.holder.employer = .other
        }
        #expect(elsewhere.warnings == [.unlockDuringRenewal])
        let unknown = try Case.decide(.renew) {
            try Case.expired(&$0)
            $0.card.lock = .unlocked
            $0.holder.passcodeKnown = nil
        }
        #expect(unknown.warnings.isEmpty)
    }

    @Test func `card-also-locked where the card isn't due`() throws {
        func early(_ change: (inout Facts) -> Void) throws -> [Warning] {
            try Case.decide(.renew) {
                $0.card.certificatesExpire = .instant(try Case.instant("2028-01-01T00:00:00Z"))
                change(&$0)
            }.warnings
        }
        #expect(try early { _ in } == [.cardAlsoLocked])
        #expect(try early { $0.card.lock = .unlocked } == [.cardAlsoLocked])
        #expect(try early { $0.holder.passcodeKnown = nil } == [.cardAlsoLocked])
        #expect(try early(Case.usable).isEmpty)
    }

    @Test func `under-guidance for a selected host`() throws {
        let decision = try Case.decide(.unlock) {
            $0.attempts.selfServiceUnlock = .failed
            $0.operator.role = .selectedHost
            $0.workstation.site = "168-medical"
        }
        #expect(decision.route == .assistedUnlock)
        #expect(decision.warnings == [.underGuidance])
    }

    @Test func `keyboard-reader where a counted reader is a keyboard's`() throws {
        for workflow in Workflow.allCases {
            let decision = try Case.decide(workflow) { $0.workstation.keyboardReader = true }
            #expect(decision.warnings.contains(.keyboardReader) == [.unlock, .renew].contains(workflow))
        }
    }

    @Test func `assumed comes last, with the keys that were used`() throws {
        let decision = try Case.decide(.unlock) {
            $0.card.series = nil
            $0.card.lock = nil
            $0.holder.email = nil
            $0.cannotSay = FactKeySet([.holderEmail, .cardLock, .operatorRole, .workstationDesignated])
        }
        #expect(decision.route == .selfServiceUnlock)
        #expect(decision.warnings == [.seriesUnknown, .checkEmailDomain, .assumed])
        // The passcode is known not to be known, which settles U3 without the lock.
        #expect(decision.assumed == [.holderEmail])
    }
}
