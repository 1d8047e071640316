/// What verifying a log found.
public struct Verification: Hashable, Sendable {
    /// Something that is not as it was written.
    public struct Finding: Hashable, Sendable {
        /// The event concerned; nil when it is the database as a whole or a checkpoint.
        public var seq: Int64?
        /// The events among which the first bad one is, where only that can be said.
        public var range: ClosedRange<Int64>?
        /// True when it is what was given from outside that is of another log, and nothing of this one.
        public var isOfAnotherLog = false
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
    /// How many cosignatures stand in the log, and how many events the last one covers that is by a witness who was named
    /// (by any, where none was).
    public internal(set) var cosignatureCount = 0
    public internal(set) var cosignedSize: Int64 = 0
    /// Whether anything was given from outside, and up to which event it vouches for this log.
    public internal(set) var hasReference = false
    public internal(set) var vouchedSize: Int64 = 0
    /// Nothing here: the log is as it was written, as far as can be told.
    public internal(set) var findings: [Finding] = []
    /// What is no proof of anything, and what somebody who looks for one should know.
    public internal(set) var notes: [String] = []

    public var isSound: Bool { findings.isEmpty }

    /// True when nothing is wrong with this log itself, and what was given from outside belongs to another.
    public var isOfAnotherLog: Bool { !findings.isEmpty && findings.allSatisfy(\.isOfAnotherLog) }

    /// The first event that was changed, removed, added or moved; nil where that is not known.
    public var firstBadEvent: Int64? { firstBadRange.flatMap { $0.count == 1 ? $0.lowerBound : nil } }

    /// The events among which the first bad one is; nil where nothing is known of it.
    ///
    /// Hashes that stand in the log say which event doesn't fit them. Where what was given from outside shows that they
    /// were computed anew, an earlier event may be the first.
    public var firstBadRange: ClosedRange<Int64>? {
        let seq = findings.compactMap(\.seq).min()
        let range = findings.compactMap(\.range).min { $0.upperBound < $1.upperBound }
        guard let range else { return seq.map { $0...$0 } }
        guard let seq else { return range }
        return seq < range.lowerBound ? seq...seq : range.lowerBound...min(seq, range.upperBound)
    }

    /// Enough to see what happened; a log that is damaged throughout gives one finding for each row.
    static let maximumFindings = 100

    mutating func found(_ text: String, at seq: Int64? = nil, among range: ClosedRange<Int64>? = nil) {
        add(Finding(seq: seq, range: range, text: text))
    }

    mutating func add(_ finding: Finding) {
        guard findings.count < Verification.maximumFindings, !findings.contains(finding) else { return }
        findings.append(finding)
    }
}

extension Verification {
    /// What this verification can't show, whatever it found; each a sentence for people.
    public var limits: [String] {
        guard hasReference else {
            return [
                "No checkpoint from outside was given. So events that were cut off at the end, with the checkpoints over "
                    + "them, and a log that somebody who may write it wrote anew, would not show."
            ]
        }
        if vouchedSize == 0 { return ["What was given from outside vouches for none of these events."] }
        let rest = size - vouchedSize
        let vouched = "What was given from outside vouches for events 1 to \(vouchedSize)."
        if rest <= 0 { return [vouched] }
        return [
            vouched,
            "Nothing from outside vouches for the \(rest) after them: cut off or written anew, they would not show.",
        ]
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
    /// Keys of witnesses that are known from outside. A cosignature line of theirs has to hold wherever it stands.
    public var witnesses: [VerifierKey]

    public init(
        checkpoints: [Checkpoint] = [], codes: [CheckpointCode] = [], keys: [VerifierKey] = [],
        witnesses: [VerifierKey] = []
    ) {
        self.checkpoints = checkpoints
        self.codes = codes
        self.keys = keys
        self.witnesses = witnesses
    }
}
