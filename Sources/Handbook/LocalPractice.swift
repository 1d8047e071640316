/// What a site may set for itself: its sites, what its roles may do, the email domains it knows, whom to turn to, and
/// the documents that say so. The defaults are `LocalPractice.standard`.
public struct LocalPractice: Sendable, Hashable {
    public var sites: [Site]
    /// Where cards are brought that can't be served elsewhere.
    public var escalation: EscalationSite
    /// One row for each role.
    public var roles: [OperatorRole: RoleRights]
    public var emailDomains: EmailDomains
    public var contacts: Contacts
    /// The documents that rules and roles cite.
    public var sources: [SourceDocument]

    public func site(_ id: String) -> Site? {
        sites.first { $0.id == id }
    }
}

/// A place where the service works.
public struct Site: Sendable, Hashable {
    /// Lower-case words joined by hyphens: `marksbury-road`.
    public var id: String
    public var name: String
    public var secondReader: SecondReader
    public var selfServiceUnlock: SelfServiceAtSite
    /// Selected hosts may unlock here, under guidance.
    public var hostsMayUnlock: Bool
    public var note: String?

    public init(
        id: String, name: String, secondReader: SecondReader = .noLimitStated,
        selfServiceUnlock: SelfServiceAtSite = .noLimitStated, hostsMayUnlock: Bool = false, note: String? = nil
    ) {
        self.id = id
        self.name = name
        self.secondReader = secondReader
        self.selfServiceUnlock = selfServiceUnlock
        self.hostsMayUnlock = hostsMayUnlock
        self.note = note
    }

    /// The site to which cards are brought for manual unlock and renewal, unless a site's file names another.
    public static let osprey = "osprey"
    /// Where remote workers are. A holder can be there whatever sites are listed.
    public static let remote = "remote"
}

/// What a site says about a second card reader. Only `notAllowed` forbids one.
public enum SecondReader: String, Sendable, Hashable, CaseIterable {
    case noLimitStated = "no-limit-stated"
    case notStated = "not-stated"
    case notAllowed = "not-allowed"
}

/// What a site says about self-service unlock.
public enum SelfServiceAtSite: String, Sendable, Hashable, CaseIterable {
    case noLimitStated = "no-limit-stated"
    case notStated = "not-stated"
    case mayNotWork = "may-not-work"
}

/// Something that a role may or may not do for another person.
public enum Permission: String, Sendable, Hashable, CaseIterable {
    case amendEmail = "amend-email"
    case unlock
    case renew
    case renewExpired = "renew-expired"
    case repair

    /// The CIM roles that may do it (NHSE CIM user guides, role matrix). A sponsor amends another's email only by
    /// request, so not at the desk.
    public var cimRoles: [CIMRole] {
        switch self {
        case .amendEmail:
            [
                .registrationAuthorityManager, .advancedRegistrationAuthorityAgent, .registrationAuthorityAgent,
                .idChecker,
            ]
        case .unlock, .renew:
            [
                .registrationAuthorityManager, .advancedRegistrationAuthorityAgent, .registrationAuthorityAgent,
                .sponsor, .localSmartcardAdministrator,
            ]
        case .renewExpired, .repair:
            [.registrationAuthorityManager, .advancedRegistrationAuthorityAgent, .registrationAuthorityAgent]
        }
    }
}

/// How far a role reaches.
public enum Grant: String, Sendable, Hashable, CaseIterable {
    case yes
    case no
    /// As the CIM role has it; no local document grants it.
    case byCIMRole = "by-cim-role"
    /// At a site whose `hostsMayUnlock` is true.
    case whereHostsMayUnlock = "where-hosts-may-unlock"
}

/// A role's row in the table of rights.
public struct RoleRights: Sendable, Hashable {
    public var amendEmail: Grant
    public var unlock: Grant
    public var renew: Grant
    public var renewExpired: Grant
    public var repair: Grant
    public var citations: [Citation]

    public init(
        amendEmail: Grant, unlock: Grant, renew: Grant, renewExpired: Grant, repair: Grant, citations: [Citation]
    ) {
        self.amendEmail = amendEmail
        self.unlock = unlock
        self.renew = renew
        self.renewExpired = renewExpired
        self.repair = repair
        self.citations = citations
    }

    public subscript(permission: Permission) -> Grant {
        get {
            switch permission {
            case .amendEmail: amendEmail
            case .unlock: unlock
            case .renew: renew
            case .renewExpired: renewExpired
            case .repair: repair
            }
        }
        set {
            switch permission {
            case .amendEmail: amendEmail = newValue
            case .unlock: unlock = newValue
            case .renew: renew = newValue
            case .renewExpired: renewExpired = newValue
            case .repair: repair = newValue
            }
        }
    }
}

/// Service desks and published contact points. No persons.
public struct Contacts: Sendable, Hashable {
    /// Where a card is ordered: the supplier's mailbox.
    public var cardSupplier: String
    /// Where a ticket for the Digital Team is raised.
    public var digitalTicket: String
    /// Where a fault of the clinical system is raised.
    public var clinicalSystemDesk: String
    /// Where the national list of email domains is published.
    public var emailDomainList: String

    public init(cardSupplier: String, digitalTicket: String, clinicalSystemDesk: String, emailDomainList: String) {
        self.cardSupplier = cardSupplier
        self.digitalTicket = digitalTicket
        self.clinicalSystemDesk = clinicalSystemDesk
        self.emailDomainList = emailDomainList
    }
}
