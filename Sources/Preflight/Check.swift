/// One thing that is looked at.
public struct Check: Sendable {
    /// Stable, for scripts: `readers.count`.
    public let id: String
    /// A few words: "Number of readers".
    public let title: String
    /// What the check looks at, why, and what each result means.
    public let explanation: String
    /// How long it may take before it counts as hung.
    public let deadline: Duration
    /// All jobs that it can stop: they can't be vouched for when the check itself fails, or isn't made.
    public let blocksWhenCrashed: Set<Job>
    /// Does the looking. Runs on a thread of its own and may block.
    public let run: @Sendable (Workstation) throws -> Finding

    public init(
        _ id: String, _ title: String, deadline: Duration = .seconds(10), blocksWhenCrashed: Set<Job> = [],
        explanation: String, run: @escaping @Sendable (Workstation) throws -> Finding
    ) {
        self.id = id
        self.title = title
        self.explanation = explanation
        self.deadline = deadline
        self.blocksWhenCrashed = blocksWhenCrashed
        self.run = run
    }
}
