import CallGuide
import Handbook

/// What is set for one workstation. Every setting has a value that works without a file, and "not set" is a value of its
/// own where the program would otherwise have to guess.
public struct WorkstationConfiguration: Sendable, Hashable {
    /// The file that these settings came from; nil when there is none and everything is as it comes.
    public var file: String?
    /// The workstation's name in the audit log and in reports; nil means the computer's host name.
    public var workstation: String?
    /// The site's id in the handbook's list of sites (`osprey`, …). Not checked here: the list can be a site's own.
    public var site: String?
    /// A site's own list of sites, roles, addresses and contacts, over the built-in one. A path.
    public var siteData: String?
    /// When the Digital Team is there, on working days; nil where nobody has said so.
    public var digitalSupport: WeeklyHours?
    /// True where the RA software is installed and set up for renewals (handbook fact `workstation.designated`).
    public var designated: Bool?
    /// The usual operator's role (handbook fact `operator.role`).
    public var operatorRole: OperatorRole?
    /// The usual operator's role in Care Identity Management (handbook fact `operator.cimRole`).
    public var cimRole: CIMRole?
    /// What counts for one person, by the UUID of their card, before the usual operator's.
    public var operators: [String: OperatorSettings] = [:]
    /// Which reader is whose.
    public var readers = ReaderAssignment()
    /// Where Care Identity Management is used; nil means that it is asked.
    public var cim: CIMPlace?
    /// The audit log's database. A path.
    public var auditLog: String?
    /// How long entries of the audit log are to be kept. Never filled in by itself: local policy sets it.
    public var retention: Retention?
    /// Where copies of the audit log go; nil where they stay here.
    public var collector: CollectorSettings?
    /// PKCS#11 modules that may be asked about a card. Paths. No other module is ever loaded.
    public var pkcs11Modules: [String] = []
    /// How long a session waits for a change to arrive on the card before it says `notVerified`. Seconds.
    public var verifySeconds = 20

    public init() {}
}

/// What the configuration says of one person at the desk.
public struct OperatorSettings: Sendable, Hashable {
    /// The role (handbook fact `operator.role`).
    public var role: OperatorRole?
    /// The role in Care Identity Management (handbook fact `operator.cimRole`).
    public var cimRole: CIMRole?

    public init(role: OperatorRole? = nil, cimRole: CIMRole? = nil) {
        self.role = role
        self.cimRole = cimRole
    }
}

/// Which reader the operator's card goes into and which the holder's.
public struct ReaderAssignment: Sendable, Hashable {
    public var `operator`: ReaderSelector?
    public var holder: ReaderSelector?

    public init(operator: ReaderSelector? = nil, holder: ReaderSelector? = nil) {
        self.operator = `operator`
        self.holder = holder
    }
}

/// How the configuration names a reader. A serial number survives another USB socket and another order of plugging in;
/// a name is for readers without one.
public enum ReaderSelector: Sendable, Hashable {
    /// The USB serial number (`iSerialNumber`), compared exactly.
    case serial(String)
    /// The name that the PC/SC service gives the reader, or the beginning of it.
    case name(String)
}

/// Where Care Identity Management runs. NHS England's card software is for Windows only.
public enum CIMPlace: String, Sendable, Hashable, CaseIterable {
    case sameComputer = "same-computer"
    case otherComputer = "other-computer"
}

/// How long the audit log is kept, and whose rule that is.
public struct Retention: Sendable, Hashable {
    public var years: Int
    /// The policy that sets the figure, named so that an auditor can look it up.
    public var source: String

    public init(years: Int, source: String) {
        self.years = years
        self.source = source
    }
}
