import Instants

/// What the handbook says to a set of facts, and on what grounds (handbook-rules §7).
public struct Decision: Sendable, Hashable {
    public let workflow: Workflow
    public let route: Route
    /// What to do, in a sentence without a capital.
    public let sentence: String
    /// With `Route.ask`: the facts that the rules need next, each once, in the order in which to ask for them.
    public let needs: [FactKey]
    public let reasons: [Reason]
    public let warnings: [Warning]
    /// The facts that were answered with "I don't know" and on whose default this decision rests.
    public let assumed: [FactKey]
    /// When the card can be renewed from; nil when the expiry isn't known.
    public let opensAt: UTCInstant?
    /// The last second in which the certificates are valid; nil when it isn't known.
    public let expiresAt: UTCInstant?
    /// The deciding rule's, then those of the chain it leads into.
    public let citations: [Citation]
    public let steps: [Step]
    /// Each row that was tried, in order.
    public let trace: [TraceEntry]
    /// Version and digest of the rules and of the site's data that gave this answer.
    public let ruleSet: String
}
