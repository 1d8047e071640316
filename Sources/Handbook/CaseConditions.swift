import Instants

/// How the conditions stand in one case: the only place where facts become truth values.
struct CaseConditions: ConditionSource {
    let facts: Facts
    let practice: LocalPractice

    func truth(of condition: Condition) -> Truth {
        switch condition {
        case .seriesIsBlocked: Truth(BlockedSeries.truth(series: facts.card.series, now: facts.now))
        case .seriesIsKnown: Truth(facts.card.series != nil)
        case .seriesIsNotEstablished: Truth(facts.card.series.map { $0 == 7 || $0 > 10 } ?? false)
        case .cardUnlocked: reading(.cardLock, facts.card.lock, default: .locked) { $0 == .unlocked }
        case .certificatesExpired: expiry { now, expiry in now > expiry.notAfter }
        case .tooEarlyToRenew: expiry { now, expiry in now < expiry.opensAt }

        case .passcodeKnown: reading(.holderPasscodeKnown, facts.holder.passcodeKnown)
        case .emailReceivesCode:
            reading(.holderEmail, facts.holder.email, default: .unverified) { $0 == .listed || $0 == .unverified }
        case .profileEmailUnverified:
            reading(.holderEmail, facts.holder.email, default: .unverified) { $0 == .unverified }
        case .mobileOnProfile: reading(.holderMobileOnProfile, facts.holder.mobileOnProfile)
        case .emailOwnedByESR: reading(.holderEmailOwnedByESR, facts.holder.emailOwnedByESR)
        case .newAddressMalformed: newAddress { $0 == nil }
        case .newAddressUnlisted: newAddress { $0 == .unlisted }
        case .newAddressUnverified: newAddress { $0 == .unverified }
        case .employedElsewhere:
            reading(.holderEmployer, facts.holder.employer, default: .thisOrganisation) { $0 == .other }
        case .holderPresent: reading(.holderPresent, facts.holder.present)
        case .holderIsOperator: reading(.holderIsOperator, facts.holder.isOperator)
        case .overseas: Truth(facts.holder.location == .overseas)
        case .hasOtherCard: Truth(facts.holder.hasOtherCard.map(Kleene.init) ?? .unknown)

        case .failed(let attempt): Truth(facts.attempts[attempt] == .failed)

        case .permitted(let permission): permitted(permission)
        case .operatorIsSelectedHost:
            reading(.operatorRole, facts.operator.role, default: .staff) { $0 == .selectedHost }

        case .designated: reading(.workstationDesignated, facts.workstation.designated)
        case .twoReaders: Truth(facts.workstation.readers.map { Kleene($0 >= 2) } ?? .unknown)
        case .secondReaderAllowed: Truth(site.map { Kleene($0.secondReader != .notAllowed) } ?? .unknown)
        case .siteIsOsprey: Truth(facts.workstation.site == Site.osprey)
        case .keyboardReader: Truth(facts.workstation.keyboardReader ?? false)
        case .selfServiceUnreliable: Truth(selfServiceUnreliable)

        case .replaceReason(let reason): Truth(facts.replace.reason.map { Kleene($0 == reason) } ?? .unknown)

        case .codeCanReachHolder, .lockedOrPasscodeNotKnown, .assistedWorkPossible:
            condition.parts?.truth(in: self) ?? Truth(.unknown)
        }
    }

    var site: Site? { facts.workstation.site.flatMap(practice.site) }

    private var selfServiceUnreliable: Bool {
        switch facts.holder.location {
        case .site(let id): practice.site(id)?.selfServiceUnlock == .mayNotWork
        case .overseas: false
        case nil: site?.selfServiceUnlock == .mayNotWork
        }
    }

    /// A fact that can be answered with "I don't know": known, counted as its default, or unknown.
    private func reading<Value>(
        _ key: FactKey, _ value: Value?, default fallback: Value, _ test: (Value) -> Bool
    ) -> Truth {
        if let value { return Truth(test(value)) }
        guard facts.cannotSay.contains(key) else { return Truth(.unknown) }
        return Truth(test(fallback) ? .true : .false, assumed: FactKeySet([key]))
    }

    /// A yes or no, which counts as "no" when nobody can say.
    private func reading(_ key: FactKey, _ value: Bool?) -> Truth {
        reading(key, value, default: false) { $0 }
    }

    /// "I don't know" counts as inside the window: neither expired nor early.
    private func expiry(_ test: (UTCInstant, Expiry) -> Bool) -> Truth {
        guard let expiry = facts.card.certificatesExpire else {
            return facts.cannotSay.contains(.cardCertificatesExpire)
                ? Truth(.false, assumed: FactKeySet([.cardCertificatesExpire])) : Truth(.unknown)
        }
        return Truth(facts.now.map { Kleene(test($0, expiry)) } ?? .unknown)
    }

    /// The standing of the new address's domain; nil when the address isn't well formed.
    private func newAddress(_ test: (EmailDomains.Standing?) -> Bool) -> Truth {
        guard let text = facts.holder.newEmail else { return Truth(.unknown) }
        let address = EmailAddress(text)
        return Truth(test(address.map { practice.emailDomains.standing(ofDomain: $0.domain) }))
    }
}

extension CaseConditions {
    /// What the role may do, less what the CIM role takes away (handbook-rules §4).
    private func permitted(_ permission: Permission) -> Truth {
        let cimRole = cimRoleMay(permission)
        // A known CIM role that may not settles it for every role, so the role needn't be asked for.
        if facts.operator.cimRole != nil, cimRole.value == .false { return cimRole }
        guard let role = facts.operator.role else {
            // "I don't know" counts as staff, who may nothing for others.
            return facts.cannotSay.contains(.operatorRole)
                ? Truth(.false, assumed: FactKeySet([.operatorRole])) : Truth(.unknown)
        }
        let granted: Truth
        switch practice.roles[role]?[permission] ?? .no {
        case .no: return Truth(.false)
        case .byCIMRole: return cimRole
        case .yes: granted = Truth(.true)
        case .whereHostsMayUnlock: granted = Truth(site.map { Kleene($0.hostsMayUnlock) } ?? .unknown)
        }
        // Not by CIM role: one that is known can take away, an unknown one takes nothing away and isn't asked for.
        if granted.value == .false || cimRole.value != .false { return granted }
        return cimRole
    }

    /// Whether the CIM role may do it. "I don't know" counts as a role that may not.
    private func cimRoleMay(_ permission: Permission) -> Truth {
        guard let role = facts.operator.cimRole else {
            return facts.cannotSay.contains(.operatorCIMRole)
                ? Truth(.false, assumed: FactKeySet([.operatorCIMRole])) : Truth(.unknown)
        }
        return Truth(permission.cimRoles.contains(role))
    }
}

extension Condition {
    /// The facts that leave a condition undecided, in the order in which to ask for them. Empty when it is decided.
    func unknownFacts(in conditions: CaseConditions) -> [FactKey] {
        if let parts { return parts.unknownFacts(in: conditions) }
        guard conditions.truth(of: self).value == .unknown else { return [] }
        let facts = conditions.facts
        switch self {
        case .permitted(let permission):
            guard let role = facts.operator.role else { return [.operatorRole] }
            return conditions.practice.roles[role]?[permission] == .byCIMRole ? [.operatorCIMRole] : [.workstationSite]
        default:
            return reads.filter { facts[$0] == nil && !facts.cannotSay.contains($0) }
        }
    }

    /// The facts that a condition without parts looks at, in the order in which the handbook names them.
    public var reads: [FactKey] {
        switch self {
        case .seriesIsBlocked: [.cardSeries, .now]
        case .seriesIsKnown, .seriesIsNotEstablished: [.cardSeries]
        case .cardUnlocked: [.cardLock]
        case .certificatesExpired, .tooEarlyToRenew: [.cardCertificatesExpire, .now]
        case .passcodeKnown: [.holderPasscodeKnown]
        case .emailReceivesCode, .profileEmailUnverified: [.holderEmail]
        case .mobileOnProfile: [.holderMobileOnProfile]
        case .emailOwnedByESR: [.holderEmailOwnedByESR]
        case .newAddressMalformed, .newAddressUnlisted, .newAddressUnverified: [.holderNewEmail]
        case .employedElsewhere: [.holderEmployer]
        case .holderPresent: [.holderPresent]
        case .holderIsOperator: [.holderIsOperator]
        case .overseas: [.holderLocation]
        case .hasOtherCard: [.holderHasOtherCard]
        case .failed(let attempt): [attempt.key]
        case .permitted: [.operatorRole, .workstationSite, .operatorCIMRole]
        case .operatorIsSelectedHost: [.operatorRole]
        case .designated: [.workstationDesignated]
        case .twoReaders: [.workstationReaders]
        case .secondReaderAllowed: [.workstationSite]
        case .siteIsOsprey: [.workstationSite]
        case .keyboardReader: [.workstationKeyboardReader]
        case .selfServiceUnreliable: [.holderLocation, .workstationSite]
        case .replaceReason: [.replaceReason]
        case .codeCanReachHolder, .lockedOrPasscodeNotKnown, .assistedWorkPossible:
            parts?.conditions.flatMap(\.reads) ?? []
        }
    }
}

extension Formula {
    /// What an undecided formula needs to know: of each part that is undecided and not settled by the others.
    func unknownFacts(in conditions: CaseConditions) -> [FactKey] {
        guard truth(in: conditions).value == .unknown else { return [] }
        switch self {
        case .always, .knownToHold: return []
        case .holds(let condition): return condition.unknownFacts(in: conditions)
        case .not(let formula): return formula.unknownFacts(in: conditions)
        case .all(let formulas), .any(let formulas):
            var keys: [FactKey] = []
            for formula in formulas {
                for key in formula.unknownFacts(in: conditions) where !keys.contains(key) { keys.append(key) }
            }
            return keys
        }
    }

    /// The conditions that a formula names, each once, in its order.
    public var conditions: [Condition] {
        switch self {
        case .always: return []
        case .holds(let condition): return [condition]
        case .not(let formula), .knownToHold(let formula): return formula.conditions
        case .all(let formulas), .any(let formulas):
            var list: [Condition] = []
            for condition in formulas.flatMap(\.conditions) where !list.contains(condition) { list.append(condition) }
            return list
        }
    }
}

extension Condition.Attempt {
    var key: FactKey {
        switch self {
        case .selfServiceUnlock: .attemptsSelfServiceUnlock
        case .assistedUnlock: .attemptsAssistedUnlock
        case .selfRenewal: .attemptsSelfRenewal
        case .assistedRenewal: .attemptsAssistedRenewal
        case .repair: .attemptsRepair
        }
    }
}

extension Facts.Attempts {
    subscript(attempt: Condition.Attempt) -> AttemptResult? {
        switch attempt {
        case .selfServiceUnlock: selfServiceUnlock
        case .assistedUnlock: assistedUnlock
        case .selfRenewal: selfRenewal
        case .assistedRenewal: assistedRenewal
        case .repair: repair
        }
    }
}
