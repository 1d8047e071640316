import AuditLog
import JSON

/// What recomputing one desk's log showed.
public struct DeskVerification: Hashable, Sendable {
    public let origin: String
    /// So many events were looked at.
    public internal(set) var size: Int64 = 0
    public internal(set) var root = TreeHash.emptyTree
    /// So many checkpoints have the root that the events lead to.
    public internal(set) var checkpoints: Int64 = 0
    /// The size of the largest cosigned checkpoint; 0 where there is none. Larger than ``size`` where more was cosigned than
    /// is held.
    public internal(set) var cosigned: Int64 = 0
    /// So many events have no body any more, and count by their leaf hash alone.
    public internal(set) var expired: Int64 = 0
    /// What is wrong; the first hundred.
    public internal(set) var findings: [Finding] = []

    /// Nothing is wrong but that the log is being filled again after a restore.
    public internal(set) var isOnlyRestored = false

    /// The keys that the database alone names and that cosigned checkpoints of this log, each with how many. Whoever may
    /// write the database may put a key there, so each has to be known from elsewhere.
    public internal(set) var keysFromDatabase: [VerifierKey: Int64] = [:]

    public struct Finding: Hashable, Sendable {
        /// The event's number, where it is about one.
        public let seq: Int64?
        public let text: String
    }

    init(origin: String) { self.origin = origin }

    public var isSound: Bool { findings.isEmpty }

    mutating func find(_ seq: Int64? = nil, _ text: String) {
        if findings.count < 100 { findings.append(Finding(seq: seq, text: text)) }
    }

    /// ``keysFromDatabase`` in a fixed order.
    public var sortedKeysFromDatabase: [(key: VerifierKey, cosignatures: Int64)] {
        keysFromDatabase.map { ($0.key, $0.value) }.sorted { $0.key.text < $1.key.text }
    }

    public var json: JSONValue {
        [
            "origin": .string(origin), "sound": .bool(isSound), "restored": .bool(isOnlyRestored),
            "size": .integer(size), "root": .string(root.base64),
            "checkpoints": .integer(checkpoints), "cosigned": cosigned > 0 ? .integer(cosigned) : .null,
            "expired": .integer(expired),
            "keysFromDatabase": .array(
                sortedKeysFromDatabase.map { ["key": .string($0.key.text), "cosignatures": .integer($0.cosignatures)] }),
            "findings": .array(
                findings.map { ["seq": $0.seq.map(JSONValue.integer) ?? .null, "text": .string($0.text)] }),
        ]
    }
}
