import AuditLog
import Collector
import Crypto
import Foundation

/// A desk's log in memory, which can also do what no honest desk does.
struct TestDesk {
    var key: SigningKey
    private(set) var events: [[UInt8]] = []

    init(_ name: String = "ra-workstation/DESK-\(Int.random(in: 0..<1 << 40))/00000000") {
        key = SigningKey(name: name)
    }

    var origin: String { key.verifierKey.name }
    var address: [UInt8] { Array(SHA256.hash(data: Data(origin.utf8))) }
    /// Where a collector takes its events.
    var path: String {
        "v1/logs/" + address.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "/entries"
    }
    var size: Int64 { Int64(events.count) }

    mutating func add(_ count: Int, note: String = "") {
        for _ in 0..<count { events.append(event(events.count + 1, note: note)) }
    }

    mutating func cut(to size: Int64) { events.removeLast(events.count - Int(size)) }

    mutating func replace(_ index: Int, with event: [UInt8]) { events[index] = event }
    mutating func append(_ event: [UInt8]) { events.append(event) }

    func event(_ seq: Int, note: String = "") -> [UInt8] {
        Array(
            #"{"event":"test","log":"\#(origin)","note":"\#(note)","seq":\#(seq),"time":"2026-11-26T03:00:00Z"}"#.utf8)
    }

    // MARK: The tree

    func node(_ node: TreeNode) -> TreeHash {
        if node.level == 0 { return events[Int(node.index)].withUnsafeBytes(TreeHash.leaf) }
        let left = TreeNode(level: node.level - 1, index: node.index * 2)
        return .node(self.node(left), self.node(TreeNode(level: left.level, index: left.index + 1)))
    }

    private var prover: TreeProver { TreeProver(node: node) }

    func root(_ size: Int64) throws -> TreeHash { try prover.root(size: size) }
    func proof(_ old: Int64, _ size: Int64) throws -> [TreeHash] { try prover.consistency(from: old, to: size) }
    func checkpoint(_ size: Int64? = nil) throws -> Checkpoint {
        try key.checkpoint(size: size ?? self.size, root: root(size ?? self.size))
    }

    // MARK: Requests

    /// A request as an honest desk sends it; each part can be put in another's place.
    func entries(
        old: Int64, to size: Int64? = nil, oldRoot: TreeHash? = nil, proof: [TreeHash]? = nil, note: String? = nil,
        events: [[UInt8]]? = nil
    ) throws -> [UInt8] {
        let size = size ?? self.size
        let note = try note ?? checkpoint(size).note
        let proof = try proof ?? self.proof(old, size)
        let head =
            try ["ra-entries/v1", "old \(old) \((oldRoot ?? root(old)).base64)", "proof \(proof.count)"]
            + proof.map(\.base64) + ["note \(note.utf8.count)"]
        let events = events ?? Array(self.events[Int(old)..<Int(size)])
        return Array((head.joined(separator: "\n") + "\n" + note).utf8) + events.flatMap { $0 + [0x0A] }
    }

    func witnessRequest(old: Int64, to size: Int64? = nil, proof: [TreeHash]? = nil, note: String? = nil) throws
        -> [UInt8]
    {
        let size = size ?? self.size
        let lines = try ["old \(old)"] + (proof ?? self.proof(old, size)).map(\.base64)
        let text = try note ?? checkpoint(size).note
        return Array((lines.joined(separator: "\n") + "\n\n" + text).utf8)
    }
}
