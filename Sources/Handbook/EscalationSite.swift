/// The site to which cards are brought that can't be served elsewhere (H10 "Smartcards").
public struct EscalationSite: Sendable, Hashable {
    /// Its id, in the list of sites or not.
    public var site: String
    public var name: String
    /// What else is to be done there or on the way, a sentence each, told after the rest.
    public var steps: [String]

    public init(site: String, name: String, steps: [String] = []) {
        self.site = site
        self.name = name
        self.steps = steps
    }

    /// The handbook's own.
    public static let osprey = EscalationSite(site: Site.osprey, name: "Osprey Court")
}
