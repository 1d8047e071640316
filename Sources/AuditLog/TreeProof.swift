/// Makes proofs from the roots of complete subtrees, which `node` looks up. Each takes O(log² n) look-ups.
public struct TreeProver {
    private let node: (TreeNode) throws -> TreeHash

    /// - Parameter node: looks up the root of a complete subtree.
    public init(node: @escaping (TreeNode) throws -> TreeHash) {
        self.node = node
    }

    /// The audit path for a leaf (RFC 6962 §2.1.1, PATH), from the leaf's sibling up. `index` counts from 0.
    public func inclusion(of index: Int64, inTreeOf size: Int64) throws -> [TreeHash] {
        try path(index, from: 0, to: size)
    }

    /// That the first tree is a prefix of the second (RFC 6962 §2.1.2, PROOF).
    public func consistency(from oldSize: Int64, to size: Int64) throws -> [TreeHash] {
        guard oldSize > 0, oldSize < size else { return [] }
        return try subproof(oldSize, from: 0, to: size, isWhole: true)
    }

    /// The root of the first `size` leaves.
    public func root(size: Int64) throws -> TreeHash {
        size == 0 ? .emptyTree : try hash(from: 0, to: size)
    }

    private func hash(from start: Int64, to end: Int64) throws -> TreeHash {
        let count = end - start
        if count & (count - 1) == 0 {
            let level = count.trailingZeroBitCount
            return try node(TreeNode(level: level, index: start >> Int64(level)))
        }
        let middle = start + largestPowerOfTwo(below: count)
        return .node(try hash(from: start, to: middle), try hash(from: middle, to: end))
    }

    private func path(_ index: Int64, from start: Int64, to end: Int64) throws -> [TreeHash] {
        guard end - start > 1 else { return [] }
        let middle = start + largestPowerOfTwo(below: end - start)
        return index < middle
            ? try path(index, from: start, to: middle) + [hash(from: middle, to: end)]
            : try path(index, from: middle, to: end) + [hash(from: start, to: middle)]
    }

    private func subproof(_ oldEnd: Int64, from start: Int64, to end: Int64, isWhole: Bool) throws -> [TreeHash] {
        if oldEnd == end { return isWhole ? [] : [try hash(from: start, to: end)] }
        let middle = start + largestPowerOfTwo(below: end - start)
        return oldEnd <= middle
            ? try subproof(oldEnd, from: start, to: middle, isWhole: isWhole) + [hash(from: middle, to: end)]
            : try subproof(oldEnd, from: middle, to: end, isWhole: false) + [hash(from: start, to: middle)]
    }

    /// For a count of at least 2.
    private func largestPowerOfTwo(below count: Int64) -> Int64 {
        1 << Int64(63 - (count - 1).leadingZeroBitCount)
    }
}

/// Checks proofs without the log.
public enum TreeProof {
    /// True when the path leads from the leaf at `index` (from 0) to the root (RFC 9162 §2.1.3.2).
    public static func verifyInclusion(
        of leaf: TreeHash, at index: Int64, inTreeOf size: Int64, root: TreeHash, path: [TreeHash]
    ) -> Bool {
        guard index >= 0, index < size else { return false }
        var (fn, sn) = (index, size - 1)
        var hash = leaf
        for sibling in path {
            if sn == 0 { return false }
            if fn & 1 == 1 || fn == sn {
                hash = .node(sibling, hash)
                while fn & 1 == 0, fn != 0 { (fn, sn) = (fn >> 1, sn >> 1) }
            } else {
                hash = .node(hash, sibling)
            }
            (fn, sn) = (fn >> 1, sn >> 1)
        }
        return sn == 0 && hash == root
    }

    /// True when the proof shows the old tree to be a prefix of the new one (RFC 9162 §2.1.4.2). Every tree extends the
    /// empty one.
    public static func verifyConsistency(
        from oldSize: Int64, root oldRoot: TreeHash, to size: Int64, root: TreeHash, proof: [TreeHash]
    ) -> Bool {
        guard oldSize >= 0, oldSize <= size else { return false }
        if oldSize == 0 { return oldRoot == .emptyTree && proof.isEmpty }
        if oldSize == size { return oldRoot == root && proof.isEmpty }
        var path = proof[...]
        var (fn, sn) = (oldSize - 1, size - 1)
        while fn & 1 == 1 { (fn, sn) = (fn >> 1, sn >> 1) }
        let isPowerOfTwo = oldSize & (oldSize - 1) == 0
        guard let first = isPowerOfTwo ? oldRoot : path.popFirst() else { return false }
        var (fr, sr) = (first, first)
        for hash in path {
            if sn == 0 { return false }
            if fn & 1 == 1 || fn == sn {
                (fr, sr) = (.node(hash, fr), .node(hash, sr))
                while fn & 1 == 0, fn != 0 { (fn, sn) = (fn >> 1, sn >> 1) }
            } else {
                sr = .node(sr, hash)
            }
            (fn, sn) = (fn >> 1, sn >> 1)
        }
        return sn == 0 && fr == oldRoot && sr == root
    }
}
