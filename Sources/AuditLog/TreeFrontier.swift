/// The right edge of the tree: the roots of its complete subtrees, largest first. All that an append needs, at most one
/// hash for each bit of the size.
public struct TreeFrontier: Hashable, Sendable {
    /// The number of leaves.
    public private(set) var size: Int64
    private(set) var roots: [TreeHash]

    public init() {
        size = 0
        roots = []
    }

    /// Reads the edge of a tree of which each complete subtree's root is known.
    public init(size: Int64, node: (TreeNode) throws -> TreeHash) rethrows {
        self.size = size
        roots = []
        var start: Int64 = 0
        for level in stride(from: 62, through: 0, by: -1) where size & (1 << Int64(level)) != 0 {
            roots.append(try node(TreeNode(level: level, index: start >> Int64(level))))
            start += 1 << Int64(level)
        }
    }

    /// Adds a leaf.
    ///
    /// - Parameters:
    ///   - leaf: The leaf's hash.
    ///   - completed: Gets the leaf's hash and then the root of each subtree that it completes, smallest first.
    public mutating func append(_ leaf: TreeHash, completed: (TreeHash) -> Void = { _ in }) {
        var hash = leaf
        completed(hash)
        var level: Int64 = 0
        while size & (1 << level) != 0, let left = roots.popLast() {
            hash = .node(left, hash)
            completed(hash)
            level += 1
        }
        roots.append(hash)
        size += 1
    }

    /// The root of the whole tree (RFC 6962 §2.1, MTH).
    public var root: TreeHash {
        guard var hash = roots.last else { return .emptyTree }
        for left in roots.dropLast().reversed() { hash = .node(left, hash) }
        return hash
    }
}

/// A complete subtree: 2^level leaves, the index-th of its level.
public struct TreeNode: Hashable, Sendable {
    public var level: Int
    public var index: Int64

    public init(level: Int, index: Int64) {
        self.level = level
        self.index = index
    }
}
