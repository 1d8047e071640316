import AuditLog

/// A checkpoint to be cosigned: the body of `POST /add-checkpoint` (C2SP tlog-witness).
struct WitnessRequest: Sendable {
    let old: Int64
    let proof: [TreeHash]
    let note: RequestNote

    static let maximumBytes = 64 << 10
    /// As the specification has it.
    static let maximumProofLines = 63

    init(parsing body: [UInt8]) throws(IntakeRefusal) {
        guard body.count <= Self.maximumBytes else { throw .tooLarge("The request is above 64 KiB.") }
        var lines = RequestLines(body)
        let parts = lines.nextLine()?.split(separator: " ", omittingEmptySubsequences: false) ?? []
        guard parts.count == 2, parts[0] == "old", let old = requestNumber(parts[1]) else {
            throw .malformed("The first line isn't 'old' and a size.")
        }
        self.old = old
        var proof: [TreeHash] = []
        while true {
            guard let line = lines.nextLine() else { throw .malformed("No empty line stands before the checkpoint.") }
            if line.isEmpty { break }
            guard let hash = TreeHash(base64: line), proof.count < Self.maximumProofLines else {
                throw .malformed("A line of the proof is no hash, or there are more than 63.")
            }
            proof.append(hash)
        }
        self.proof = proof
        guard let text = lines.next(body.count - lines.position), let note = RequestNote(text) else {
            throw .malformed("What follows the empty line is no checkpoint.")
        }
        guard old <= note.size else { throw .malformed("The old size is above the checkpoint's.") }
        self.note = note
    }
}
