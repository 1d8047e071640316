import AuditLog

/// The checkpoint of a request. One without a signature line is told apart from text that is no checkpoint: it is refused
/// later, and otherwise.
struct RequestNote: Hashable, Sendable {
    let origin: String
    let size: Int64
    let root: TreeHash
    /// Nil where no signature line stands under it.
    let checkpoint: Checkpoint?

    init?(_ note: String) {
        if let checkpoint = Checkpoint(parsing: note) {
            self.init(checkpoint.origin, checkpoint.size, checkpoint.root, checkpoint)
            return
        }
        guard note.hasSuffix("\n") else { return nil }
        var lines = note.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        // Text, perhaps extension lines, and then at most the empty line before signatures that aren't there.
        if lines.last == "" { lines.removeLast() }
        guard lines.count >= 3, !lines[0].isEmpty, let size = requestNumber(lines[1]),
            let root = TreeHash(base64: lines[2]), !lines[3...].contains(where: \.isEmpty)
        else { return nil }
        guard !lines.contains(where: { $0.hasPrefix("— ") }) else { return nil }
        self.init(String(lines[0]), size, root, nil)
    }

    private init(_ origin: String, _ size: Int64, _ root: TreeHash, _ checkpoint: Checkpoint?) {
        self.origin = origin
        self.size = size
        self.root = root
        self.checkpoint = checkpoint
    }
}
