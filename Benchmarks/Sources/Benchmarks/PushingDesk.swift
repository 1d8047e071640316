import AuditLog
import Collector
import Instants

/// A desk that pushes events as `ra` writes them.
struct PushingDesk {
    struct Request {
        let body: [UInt8]
        let address: [UInt8]
        let events: [[UInt8]]
    }

    static let subjects = 20_000
    let key: SigningKey
    private var tree = TreeFrontier()
    private var nodes: [TreeNode: TreeHash] = [:]

    init(_ number: Int) { key = SigningKey(name: "ra-workstation/DESK-\(number)/00000000") }

    var size: Int { Int(tree.size) }

    static func subject(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 12 - digits.count) + digits
    }

    /// Some 640 bytes, as an event of a session has.
    static func event(log: String, seq: Int64) -> [UInt8] {
        let time = UTCInstant(secondsSince1970: 1_780_000_000 + seq * 40).rfc3339
        let subject = subject(Int(seq &* 7_919 % Int64(subjects)))
        let text = """
            {"action":"unlock","atr":"3B6500004E48530000","bootId":"0b0e7a4e-2b3c-4a53-9d3c-0a1b2c3d4e5f",\
            "certificates":null,"details":{"plan":["self-service","telephone","profile"],"steps":["done","done","done"]},\
            "event":"card.read","expiresAt":"2027-11-25T18:00:00Z","facts":null,"intent":null,"log":"\(log)",\
            "monotonicMilliseconds":\(seq * 40_000),"operator":"000111222333","operatorRole":"shift-manager",\
            "outcome":null,"readers":["Reader A","Reader B"],"reasons":null,"route":null,"ruleSet":null,\
            "schemaVersion":1,"seq":\(seq),"series":9,"session":"s\(seq / 20)","simulated":false,"site":"osprey",\
            "subject":"\(subject)","time":"\(time)","warnings":null,"workstation":"DESK"}
            """
        return Array(text.utf8)
    }

    mutating func next(_ count: Int64) throws -> Request {
        let old = tree.size
        let (before, log) = (tree.root, key.verifierKey.name)
        var events: [[UInt8]] = []
        for seq in old + 1...old + count {
            let event = Self.event(log: log, seq: seq)
            var level = 0
            tree.append(event.withUnsafeBytes(TreeHash.leaf)) { hash in
                nodes[TreeNode(level: level, index: (seq - 1) >> Int64(level))] = hash
                level += 1
            }
            events.append(event)
        }
        let known = nodes
        let prover = TreeProver { known[$0] ?? .emptyTree }
        let proof = try prover.consistency(from: old, to: tree.size)
        let note = try key.checkpoint(size: tree.size, root: tree.root).note
        let head = ["ra-entries/v1", "old \(old) \(before.base64)", "proof \(proof.count)"] + proof.map(\.base64)
        let text = (head + ["note \(note.utf8.count)"]).joined(separator: "\n") + "\n" + note
        // What a later proof can still need: complete subtrees, of which the small ones may go.
        let edge = tree.size - 20_000
        nodes = nodes.filter { $0.key.level >= 6 || ($0.key.index << Int64($0.key.level)) >= edge }
        return Request(
            body: Array(text.utf8) + events.flatMap { $0 + [0x0A] }, address: CollectorDoor.address(of: log),
            events: events)
    }
}
