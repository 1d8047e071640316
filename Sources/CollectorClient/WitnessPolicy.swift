import AuditLog

/// Which witnesses have to cosign a checkpoint of which logs: C2SP tlog-policy.
public struct WitnessPolicy: Hashable, Sendable {
    public struct Witness: Hashable, Sendable {
        /// Of the policy alone: opaque bytes.
        public let name: [UInt8]
        /// Nil for one whose signatures can't be checked here (ML-DSA-44).
        public let key: VerifierKey?
        /// Where it is asked; nil where the policy doesn't say.
        public let url: String?

        /// The name as text; bytes that are no UTF-8 are replaced.
        public var title: String { String(decoding: name, as: UTF8.self) }
    }

    private struct Group: Hashable, Sendable {
        var threshold: Int
        var members: [[UInt8]]
    }

    /// The keys of the logs that it names; empty where it names none, and any will do.
    public private(set) var logs: [VerifierKey] = []
    public private(set) var hasLogs = false
    public private(set) var witnesses: [Witness] = []
    private var groups: [[UInt8]: Group] = [:]
    /// Nil for `quorum none`.
    private var quorum: [UInt8]?

    /// More than the specification asks an implementation to take.
    private static let maximumLines = 10_000
    private static let none = Array("none".utf8)

    /// Whether the witnesses with these names are enough.
    public func isMet(by names: Set<[UInt8]>) -> Bool { quorum.map { witnessed($0, names) } ?? true }

    /// Groups name only what was defined before them, so this ends.
    private func witnessed(_ name: [UInt8], _ names: Set<[UInt8]>) -> Bool {
        guard let group = groups[name] else { return names.contains(name) }
        return group.members.count { witnessed($0, names) } >= group.threshold
    }

    /// Whether the policy is about the log that signed a checkpoint.
    public func concerns(_ checkpoint: Checkpoint) -> Bool {
        !hasLogs || logs.contains { checkpoint.isOf($0.name) && checkpoint.isSigned(by: $0) }
    }
}

/// What is wrong with a policy, and where.
public struct PolicyMistake: Error, Hashable, Sendable {
    /// From 1; nil for the file as a whole.
    public var line: Int?
    /// A sentence without its full stop.
    public var text: String
}

extension WitnessPolicy {
    /// Reads a policy file.
    ///
    /// - Throws: ``PolicyMistake`` for anything that the specification doesn't allow.
    public init(parsing bytes: [UInt8]) throws(PolicyMistake) {
        self.init()
        if let odd = bytes.firstIndex(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A || $0 == 0x7F }) {
            throw PolicyMistake(
                line: bytes[..<odd].count { $0 == 0x0A } + 1, text: "holds a control character")
        }
        guard bytes.isEmpty || bytes.last == 0x0A else {
            throw PolicyMistake(line: nil, text: "the last line isn't ended by a newline")
        }
        var keys = (logs: Set<[UInt8]>(), witnesses: Set<[UInt8]>())
        var names: Set<[UInt8]> = []
        var members: Set<[UInt8]> = []
        var hasQuorum = false
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count <= Self.maximumLines else { throw PolicyMistake(line: nil, text: "has too many lines") }
        for (index, line) in lines.enumerated() {
            let words = line.split { $0 == 0x20 || $0 == 0x09 }.map(Array.init)
            guard let first = words.first, first.first != UInt8(ascii: "#") else { continue }
            func mistake(_ text: String) -> PolicyMistake { PolicyMistake(line: index + 1, text: text) }
            func define(_ name: [UInt8]) throws(PolicyMistake) {
                guard name != Self.none else { throw mistake("'none' can't be a name") }
                guard names.insert(name).inserted else { throw mistake("the name is taken already") }
            }
            switch String(decoding: first, as: UTF8.self) {
            case "log":
                guard (2...3).contains(words.count) else { throw mistake("log takes a key and at most an address") }
                let parts = try VKey(words[1], algorithms: VKey.logAlgorithms, mistake)
                guard keys.logs.insert(parts.publicKey).inserted else {
                    throw mistake("the log's key is there already")
                }
                hasLogs = true
                if let key = parts.key { logs.append(key) }
            case "witness":
                guard (3...4).contains(words.count) else {
                    throw mistake("witness takes a name, a key and at most an address")
                }
                let parts = try VKey(words[2], algorithms: VKey.witnessAlgorithms, mistake)
                try define(words[1])
                guard keys.witnesses.insert(parts.publicKey).inserted else {
                    throw mistake("the witness's key is there already")
                }
                witnesses.append(
                    Witness(
                        name: words[1], key: parts.key,
                        url: words.count == 4 ? String(decoding: words[3], as: UTF8.self) : nil))
            case "group":
                guard words.count >= 4 else { throw mistake("group takes a name, a number and members") }
                let group = Array(words[3...])
                for member in group {
                    guard names.contains(member) else { throw mistake("a member isn't defined before") }
                    guard members.insert(member).inserted else { throw mistake("a member is in a group already") }
                }
                try define(words[1])
                groups[words[1]] = Group(
                    threshold: try Self.threshold(words[2], of: group.count, mistake), members: group)
            case "quorum":
                guard words.count == 2 else { throw mistake("quorum takes one name") }
                guard !hasQuorum else { throw mistake("there is a quorum already") }
                guard words[1] == Self.none || names.contains(words[1]) else {
                    throw mistake("the quorum isn't defined before")
                }
                hasQuorum = true
                quorum = words[1] == Self.none ? nil : words[1]
            default: throw mistake("begins with none of log, witness, group and quorum")
            }
        }
        guard hasQuorum else { throw PolicyMistake(line: nil, text: "has no quorum line") }
    }

    private static func threshold(
        _ word: [UInt8], of count: Int, _ mistake: (String) -> PolicyMistake
    ) throws(PolicyMistake) -> Int {
        switch String(decoding: word, as: UTF8.self) {
        case "all": return count
        case "any": return 1
        case let text:
            guard word.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text), (1...count).contains(number)
            else { throw mistake("the group's number isn't all, any, or between 1 and its members") }
            return number
        }
    }
}

/// A key of a policy (C2SP signed-note, "Verifier keys"). One of an algorithm that can't be checked here has its public
/// key alone.
private struct VKey {
    let publicKey: [UInt8]
    let key: VerifierKey?

    /// Ed25519 and ML-DSA-44 (C2SP tlog-checkpoint, tlog-cosignature).
    static let logAlgorithms: Set<UInt8> = [SignatureAlgorithm.ed25519.rawValue, mlDSA]
    static let witnessAlgorithms: Set<UInt8> = [SignatureAlgorithm.cosignature.rawValue, mlDSA]
    private static let mlDSA: UInt8 = 0x06
    private static let mlDSABytes = 1312

    init(
        _ word: [UInt8], algorithms: Set<UInt8>, _ mistake: (String) -> PolicyMistake
    ) throws(PolicyMistake) {
        guard let text = String(validating: word, as: UTF8.self), let key = VerifierKeyParts(text),
            algorithms.contains(key.algorithm)
        else { throw mistake("the key isn't a verifier key of its kind") }
        publicKey = key.publicKey
        self.key = key.algorithm == Self.mlDSA ? nil : VerifierKey(text)
        // A key of small order, or one whose hash isn't its name's, is none.
        guard self.key != nil || key.algorithm == Self.mlDSA && publicKey.count == Self.mlDSABytes else {
            throw mistake("the key isn't a verifier key of its kind")
        }
    }
}
