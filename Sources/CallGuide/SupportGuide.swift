import Handbook
import Instants

/// Whom to call: every system, its contacts, their hours, and what to try first. Values in, values out.
public struct SupportGuide: Sendable, Hashable {
    public var systems: [SupportSystem]
    public var problems: [Problem]
    public var sites: [Site]
    /// The documents that are cited, for the dates of their review.
    public var sources: [SourceDocument]
    /// What counts where neither an option nor the configuration says when the Digital Team is there.
    public var assumedDigitalSupport: OpeningHours
    /// Who stands last of the open contacts where nobody else answers.
    public var lastResort: Contact
    /// Who must hear of the loss of any system.
    public var inform: [Notice]
    public var escalate: [String]
    public var record: String
    public var preparation: CallPreparation

    public func system(_ id: String) -> SupportSystem? { systems.first { $0.id == id } }
    public func problem(_ id: String) -> Problem? { problems.first { $0.id == id } }
    public func site(_ id: String) -> Site? { sites.first { $0.id == id } }

    /// The document that gave way to a newer one; what is cited from it is said to be older.
    public static let olderSource = "H9"
    /// The handbook that every answer rests on.
    public static let handbook = "H10"
}

/// What is asked.
public struct CallQuestion: Sendable, Hashable {
    public var system: SupportSystem
    public var problem: Problem?
    /// A site's id; nil where none is named.
    public var site: String?
    public var at: UTCInstant
    public var impact: Impact
    /// Whether the Digital Team is there, where somebody says so now.
    public var digitalOption: Bool?
    /// The hours of the Digital Team, where the configuration has them.
    public var digitalHours: WeeklyHours?

    public init(
        system: SupportSystem, problem: Problem? = nil, site: String? = nil, at: UTCInstant, impact: Impact = .one,
        digitalOption: Bool? = nil, digitalHours: WeeklyHours? = nil
    ) {
        self.system = system
        self.problem = problem
        self.site = site
        self.at = at
        self.impact = impact
        self.digitalOption = digitalOption
        self.digitalHours = digitalHours
    }
}
