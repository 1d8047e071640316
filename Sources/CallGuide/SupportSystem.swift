import Handbook

/// Something that can fail, and whom to turn to then.
public struct SupportSystem: Sendable, Hashable {
    /// Stable, for scripts: `emis`.
    public var id: String
    public var what: String
    /// Only an older handbook names it.
    public var isOlder: Bool
    /// It is the line that forms and portals need themselves.
    public var isLine: Bool
    public var contacts: ContactLists
    /// Where a site differs.
    public var sites: [String: ContactLists]
    public var tryFirst: [String]
    /// What is worth knowing, and what isn't established.
    public var notes: [String]
    public var citation: Citation

    /// The lists that hold at a site, or where none is named.
    public func contacts(at site: String?) -> ContactLists {
        site.flatMap { sites[$0] } ?? contacts
    }
}

/// Whom to turn to, in order, and who must hear of it.
public struct ContactLists: Sendable, Hashable {
    public var digitalSupport: [Contact]
    public var noDigitalSupport: [Contact]
    public var inform: [Notice]
}

/// A trouble that people name, with what to try first.
public struct Problem: Sendable, Hashable {
    public var id: String
    public var what: String
    /// The system whose contacts are answered.
    public var system: String
    /// In order; the last is somebody to turn to.
    public var steps: [String]
    public var citation: Citation
}

/// What to have ready before one calls.
public struct CallPreparation: Sendable, Hashable {
    public var ask: [String]
    public var advice: [String]
    public var citation: Citation
}
