import AuditLog

/// What becomes of a request, once it is well-formed, of an enrolled log, and signed.
enum IntakeDecision {
    /// 422. The evidence is nil where the desk's own signatures can't prove it; then nobody is marked.
    case fork(ForkEvidence?)
    /// 409: the desk goes on from the size held.
    case conflict
    /// 400.
    case malformed(String)
    /// To be stored; cosigned unless more is cosigned already.
    case store(ExtendedTree, cosign: Bool)
    /// To be stored in the place of what is held from the request's old size on, which was never cosigned, and doesn't lead
    /// to what was or is disputed. With the evidence of whoever signed that.
    case replace(ExtendedTree, cosign: Bool, [ForkEvidence])

    /// - Parameter checkpoint: the request's, signed by `key`.
    init(_ request: EntriesRequest, _ checkpoint: Checkpoint, by key: VerifierKey, held: HeldLog) throws {
        if checkpoint.size <= held.size, try held.root(size: checkpoint.size) != checkpoint.root {
            self =
                try Self.replacement(request, checkpoint, by: key, held: held)
                ?? .fork(Self.evidence(checkpoint, against: held, by: key))
            return
        }
        guard request.old == held.size else {
            self = try Self.replacement(request, checkpoint, by: key, held: held) ?? .conflict
            return
        }
        let isProved = TreeProof.verifyConsistency(
            from: request.old, root: request.oldRoot, to: checkpoint.size, root: checkpoint.root, proof: request.proof)
        guard try request.oldRoot == held.root(size: held.size) else {
            self =
                isProved
                ? .fork(Self.evidence(request, checkpoint, against: held, by: key))
                : .malformed("The proof doesn't lead from the old root to the checkpoint's.")
            return
        }
        guard isProved else {
            self = .malformed("The proof doesn't lead from the old root to the checkpoint's.")
            return
        }
        try self.init(events: request.events, checkpoint, by: key, held: held)
    }

    /// The old root is ours and the proof holds: now the events count.
    private init(events: [ArraySlice<UInt8>], _ checkpoint: Checkpoint, by key: VerifierKey, held: HeldLog) throws {
        let tree = try held.extended(by: events.map { $0.withUnsafeBytes(TreeHash.leaf) })
        guard tree.root == checkpoint.root else {
            self = .malformed("The events don't lead to the checkpoint's root.")
            return
        }
        let larger = held.checkpoints.filter { $0.size > held.size }
        for other in larger where other.size <= checkpoint.size {
            guard try tree.root(size: other.size) != other.root else { continue }
            self = .fork(try Self.evidence(smaller: other, larger: checkpoint, in: tree.node, by: key))
            return
        }
        if let seq = Self.firstUnsound(events, of: checkpoint.origin, from: held.size) {
            self = .malformed("Event \(seq) isn't canonical, or isn't this log's next one.")
            return
        }
        self = .store(tree, cosign: larger.allSatisfy { $0.size <= checkpoint.size })
    }

    /// The number of the first event that isn't canonical, or not this log's next one.
    private static func firstUnsound(_ events: [ArraySlice<UInt8>], of origin: String, from size: Int64) -> Int64? {
        let log = Array("\"\(origin)\"".utf8)
        for (offset, event) in events.enumerated() {
            let seq = size + Int64(offset) + 1
            guard event.withUnsafeBytes({ EventLine.isCanonical($0, log: log, seq: seq) }) else { return seq }
        }
        return nil
    }

    // MARK: In the place of what was never cosigned

    /// A request that begins where our history is cosigned and reaches a cosigned root that lies beyond what is held: what is
    /// held in between came from somebody else. Nil for any other.
    ///
    /// Where what is held is disputed, one that begins where the last cosigned root is needn't reach the next: it may lie
    /// further than a request goes. What comes so is disputed anew before it can be replaced in its turn, and of what it
    /// replaced nothing is preferred, not even the longer: a clone could always make its own so.
    private static func replacement(
        _ request: EntriesRequest, _ checkpoint: Checkpoint, by key: VerifierKey, held: HeldLog
    ) throws -> IntakeDecision? {
        let beyond = held.checkpoints.filter { $0.size > held.size }
        guard (held.settled..<held.size).contains(request.old), let first = beyond.first,
            first.size <= checkpoint.size || held.isDisputed && request.old == held.settled,
            try request.oldRoot == held.root(size: request.old)
        else { return nil }
        let leaves = request.events.map { $0.withUnsafeBytes(TreeHash.leaf) }
        let tree = try held.extended(by: leaves, from: request.old)
        guard tree.root == checkpoint.root,
            try beyond.allSatisfy({ try $0.size > checkpoint.size || tree.root(size: $0.size) == $0.root }),
            TreeProof.verifyConsistency(
                from: request.old, root: request.oldRoot, to: checkpoint.size, root: checkpoint.root,
                proof: request.proof),
            firstUnsound(request.events, of: checkpoint.origin, from: request.old) == nil
        else { return nil }
        let others = held.checkpoints.filter { $0.size > request.old && $0.size <= held.size }
        let evidence = try others.compactMap { other -> ForkEvidence? in
            if other.size <= checkpoint.size {
                guard try tree.root(size: other.size) != other.root else { return nil }
                return try Self.evidence(smaller: other, larger: checkpoint, in: tree.node, by: key)
            }
            guard try held.root(size: checkpoint.size) != checkpoint.root else { return nil }
            return try Self.evidence(smaller: checkpoint, larger: other, in: held.node, by: key)
        }
        return .replace(tree, cosign: beyond.allSatisfy { $0.size <= checkpoint.size }, evidence)
    }

    // MARK: Evidence

    /// The checkpoint is of a size that is held, and its root isn't ours there.
    private static func evidence(
        _ checkpoint: Checkpoint, against held: HeldLog, by key: VerifierKey
    ) throws -> ForkEvidence? {
        let ours = held.checkpoints.first {
            $0.size >= checkpoint.size && $0.size <= held.size && $0.isSigned(by: key)
        }
        guard let ours else { return nil }
        return try evidence(smaller: checkpoint, larger: ours, in: held.node, by: key)
    }

    /// The desk's own old root isn't ours, and its proof leads from there to what it signed.
    private static func evidence(
        _ request: EntriesRequest, _ checkpoint: Checkpoint, against held: HeldLog, by key: VerifierKey
    ) -> ForkEvidence? {
        guard let ours = held.checkpoints.last(where: { $0.size == held.size && $0.isSigned(by: key) }) else {
            return nil
        }
        return ForkEvidence(
            key: key, smaller: ours, larger: checkpoint,
            hashes: ours.size == checkpoint.size
                ? [] : ForkEvidence.hashes(from: request.old, root: request.oldRoot, proof: request.proof))
    }

    /// The larger checkpoint's tree is at hand, and has another root at the smaller one's size.
    private static func evidence(
        smaller: Checkpoint, larger: Checkpoint, in node: @escaping (TreeNode) throws -> TreeHash, by key: VerifierKey
    ) throws -> ForkEvidence? {
        guard smaller.size < larger.size else {
            return ForkEvidence(key: key, smaller: smaller, larger: larger, hashes: [])
        }
        let prover = TreeProver(node: node)
        return ForkEvidence(
            key: key, smaller: smaller, larger: larger,
            hashes: ForkEvidence.hashes(
                from: smaller.size, root: try prover.root(size: smaller.size),
                proof: try prover.consistency(from: smaller.size, to: larger.size)))
    }
}
