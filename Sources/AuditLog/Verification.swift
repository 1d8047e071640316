/// What verifying a log found.
public struct Verification: Hashable, Sendable {
    /// Something that is not as it was written.
    public struct Finding: Hashable, Sendable {
        /// The event concerned; nil when it is the database as a whole or a checkpoint.
        public var seq: Int64?
        public var text: String
    }

    /// The number of events that were read.
    public internal(set) var size: Int64 = 0
    /// The root over them, computed from their bodies alone.
    public internal(set) var root = TreeHash.emptyTree
    public internal(set) var origin: String?
    /// The keys that the log's events name.
    public internal(set) var keys: [VerifierKey] = []
    /// How many checkpoints stand in the log, and how many events the last one covers.
    public internal(set) var checkpointCount = 0
    public internal(set) var checkpointedSize: Int64 = 0
    /// Nothing here: the log is as it was written, as far as can be told.
    public internal(set) var findings: [Finding] = []

    public var isSound: Bool { findings.isEmpty }

    /// The first event that was changed, removed, added or moved.
    public var firstBadEvent: Int64? { findings.compactMap(\.seq).min() }

    /// Enough to see what happened; a log that is damaged throughout gives one finding for each row.
    static let maximumFindings = 100

    mutating func found(_ text: String, at seq: Int64? = nil) {
        guard findings.count < Verification.maximumFindings else { return }
        findings.append(Finding(seq: seq, text: text))
    }
}

/// What a log is held against.
public struct VerificationReference: Hashable, Sendable {
    /// Checkpoints from outside of the log.
    public var checkpoints: [Checkpoint]
    /// Short codes of checkpoints, as on a receipt.
    public var codes: [CheckpointCode]
    /// Verifier keys from outside of the log. Where there are any, only they are trusted.
    public var keys: [VerifierKey]

    public init(checkpoints: [Checkpoint] = [], codes: [CheckpointCode] = [], keys: [VerifierKey] = []) {
        self.checkpoints = checkpoints
        self.codes = codes
        self.keys = keys
    }
}
