import Instants

/// One case: its facts, and the practice by which they are looked at. What several conditions ask of them stands here.
struct CaseConditions: ConditionSource {
    let facts: Facts
    let practice: LocalPractice

    func truth(of condition: Condition) -> Truth { condition.truth(in: self) }

    var site: Site? { facts.workstation.site.flatMap(practice.site) }

    var selfServiceUnreliable: Bool {
        switch facts.holder.location {
        case .site(let id): practice.site(id)?.selfServiceUnlock == .mayNotWork
        case .overseas: false
        case nil: site?.selfServiceUnlock == .mayNotWork
        }
    }

    /// "I don't know" counts as inside the window: neither expired nor early.
    func expiry(_ test: (UTCInstant, Expiry) -> Bool) -> Truth {
        guard let expiry = facts.card.certificatesExpire else {
            return facts.cannotSay.contains(.cardCertificatesExpire)
                ? Truth(.false, assumed: FactKeySet([.cardCertificatesExpire])) : Truth(.unknown)
        }
        return Truth(facts.now.map { Kleene(test($0, expiry)) } ?? .unknown)
    }

    /// The standing of the new address's domain; nil when the address isn't well formed.
    func newAddress(_ test: (EmailDomains.Standing?) -> Bool) -> Truth {
        guard let text = facts.holder.newEmail else { return Truth(.unknown) }
        let address = EmailAddress(text)
        return Truth(test(address.map { practice.emailDomains.standing(ofDomain: $0.domain) }))
    }
}

extension CaseConditions {
    /// What the role may do, less what the CIM role takes away (handbook-rules §4).
    func permitted(_ permission: Permission) -> Truth {
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

    /// The facts that leave a permission undecided.
    func whatPermissionNeeds(_ permission: Permission) -> [FactKey] {
        guard let role = facts.operator.role else { return [.operatorRole] }
        return practice.roles[role]?[permission] == .byCIMRole ? [.operatorCIMRole] : [.workstationSite]
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
