import AuditLog

/// Two checkpoints that one key signed and that no single log can have, with what shows it: a file that anybody can check
/// with the desk's key alone.
///
/// Where the sizes differ, the hashes lead from the smaller size to the larger root by another root than the smaller
/// checkpoint's (RFC 9162 §2.1.4.2, its first hash always given). Nothing of the events is in it.
public struct ForkEvidence: Hashable, Sendable {
    public let key: VerifierKey
    public let smaller: Checkpoint
    public let larger: Checkpoint
    /// Empty where the sizes are the same.
    public let hashes: [TreeHash]

    static let header = "ra-evidence/v1"

    /// Nil unless the two are signed by the key and the hashes show that the larger doesn't extend the smaller.
    init?(key: VerifierKey, smaller: Checkpoint, larger: Checkpoint, hashes: [TreeHash]) {
        self.key = key
        self.smaller = smaller
        self.larger = larger
        self.hashes = hashes
        guard proves else { return nil }
    }

    public var text: String {
        ([Self.header, key.text] + hashes.map(\.base64)).joined(separator: "\n")
            + "\n\n\(smaller.note)\n\(larger.note)"
    }

    private var proves: Bool {
        guard smaller.isOf(larger.origin), smaller.isSigned(by: key), larger.isSigned(by: key) else { return false }
        if smaller.size == larger.size { return hashes.isEmpty && smaller.root != larger.root }
        guard smaller.size > 0, smaller.size < larger.size, let first = hashes.first else { return false }
        // The first hash is the smaller tree's own root, or its last subtree's, which the plain proof then begins with.
        let isPowerOfTwo = smaller.size & (smaller.size - 1) == 0
        let path = isPowerOfTwo ? Array(hashes.dropFirst()) : hashes
        guard let root = TreeProof.oldRoot(first: first, size: smaller.size, of: larger.size, path: path) else {
            return false
        }
        return root != smaller.root
            && TreeProof.verifyConsistency(
                from: smaller.size, root: root, to: larger.size, root: larger.root, proof: path)
    }

    /// The hashes for an evidence, from a plain proof that leads from this root.
    static func hashes(from size: Int64, root: TreeHash, proof: [TreeHash]) -> [TreeHash] {
        size > 0 && size & (size - 1) == 0 ? [root] + proof : proof
    }
}

extension TreeProof {
    /// The old root that a consistency proof leads to, whatever the new one (RFC 9162 §2.1.4.2, `fr`).
    static func oldRoot(first: TreeHash, size oldSize: Int64, of size: Int64, path: [TreeHash]) -> TreeHash? {
        var (fn, sn) = (oldSize - 1, size - 1)
        while fn & 1 == 1 { (fn, sn) = (fn >> 1, sn >> 1) }
        var hash = first
        let isPowerOfTwo = oldSize & (oldSize - 1) == 0
        for sibling in isPowerOfTwo ? path[...] : path.dropFirst() {
            if sn == 0 { return nil }
            if fn & 1 == 1 || fn == sn {
                hash = .node(sibling, hash)
                while fn & 1 == 0, fn != 0 { (fn, sn) = (fn >> 1, sn >> 1) }
            }
            (fn, sn) = (fn >> 1, sn >> 1)
        }
        return hash
    }
}
