import JSON
import PCSC

/// What one check found.
public struct Finding: Sendable, Hashable {
    public enum Status: String, Sendable, Hashable, CaseIterable {
        case pass
        /// Works, but somebody should know.
        case warn
        case fail
        /// Can't be said here, or doesn't apply.
        case skip
        /// The check itself failed or didn't end in time.
        case crashed
    }

    public var status: Status
    /// One sentence.
    public var summary: String
    /// What it rests on, for a person in IT and for a program. No UUID, no name, no certificate.
    public var evidence: [String: JSONValue]
    /// What to do, most likely cause first.
    public var remedies: [Remedy]
    /// The jobs that can't be done as it is.
    public var blocks: Set<Job>
    /// True where the check applies and nothing could be looked at: then nobody knows, which is no reason to say yes.
    var isUnanswered = false

    public init(
        _ status: Status, _ summary: String, evidence: [String: JSONValue] = [:], remedies: [Remedy] = [],
        blocks: Set<Job> = []
    ) {
        self.status = status
        self.summary = summary
        self.evidence = evidence
        self.remedies = remedies
        self.blocks = blocks
    }

    func blocking(_ jobs: Set<Job>) -> Finding {
        var finding = self
        finding.blocks.formUnion(jobs)
        return finding
    }
}
