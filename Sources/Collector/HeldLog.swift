import AuditLog

/// What the collector holds of a log when a request comes.
struct HeldLog {
    /// How many events are held.
    let size: Int64
    /// Up to here what is held is cosigned; the rest may be replaced on the way to a cosigned root.
    let settled: Int64
    /// Somebody signed another history of what isn't cosigned yet.
    let isDisputed: Bool
    /// The desk's own signed checkpoints, one for each size and root that was taken in or cosigned, in order of size.
    /// Those above `size` came in at the witness's door.
    let checkpoints: [Checkpoint]
    /// Looks up the root of a complete subtree of what is held.
    let node: (TreeNode) throws -> TreeHash

    func root(size: Int64) throws -> TreeHash { try TreeProver(node: node).root(size: size) }

    /// The tree with more leaves: its new subtrees are kept beside those that are held.
    ///
    /// - Parameter size: where the leaves begin; nil for after all that is held.
    func extended(by leaves: [TreeHash], from size: Int64? = nil) throws -> ExtendedTree {
        var tree = ExtendedTree(frontier: try TreeFrontier(size: size ?? self.size, node: node), held: node)
        for leaf in leaves { tree.append(leaf) }
        return tree
    }
}

/// A tree that is held, and what is to be added to it.
struct ExtendedTree {
    private(set) var frontier: TreeFrontier
    /// The roots of the subtrees that the new leaves completed, leaves among them.
    private(set) var added: [TreeNode: TreeHash] = [:]
    private let held: (TreeNode) throws -> TreeHash

    init(frontier: TreeFrontier, held: @escaping (TreeNode) throws -> TreeHash) {
        self.frontier = frontier
        self.held = held
    }

    var size: Int64 { frontier.size }
    /// Of one that was added.
    func leaf(_ index: Int64) -> TreeHash { added[TreeNode(level: 0, index: index)] ?? .emptyTree }
    var root: TreeHash { frontier.root }

    mutating func append(_ leaf: TreeHash) {
        let index = frontier.size
        var level = 0
        var completed: [TreeNode: TreeHash] = [:]
        frontier.append(leaf) { hash in
            completed[TreeNode(level: level, index: index >> Int64(level))] = hash
            level += 1
        }
        added.merge(completed) { $1 }
    }

    func node(_ node: TreeNode) throws -> TreeHash { try added[node] ?? held(node) }

    func root(size: Int64) throws -> TreeHash { try TreeProver(node: node).root(size: size) }
}
