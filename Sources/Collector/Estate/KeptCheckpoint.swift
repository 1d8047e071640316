import AuditLog
import PostgreSQL

/// A checkpoint as the database has it: nothing of it counts until its signatures were checked.
struct KeptCheckpoint {
    let size: Int64
    let root: TreeHash?
    let note: String
    /// Our line, where it was cosigned.
    let cosignature: String?
    /// When the database says that it was.
    let cosignedAt: Int64?

    /// What ``init(_:at:)`` reads, of the table `checkpoint`.
    static let columns =
        "checkpoint.size, checkpoint.root, checkpoint.note, checkpoint.cosignature, checkpoint.cosigned_at"

    /// - Parameters:
    ///   - row: has ``columns``.
    ///   - first: where they begin.
    /// - Throws: `PostgreSQLError`
    init(_ row: Row, at first: Int = 0) throws {
        size = try row.integer(first)
        root = TreeHash(try row.bytes(first + 1))
        note = String(decoding: try row.bytes(first + 2), as: UTF8.self)
        cosignature = row.isNull(first + 3) ? nil : try row.text(first + 3)
        cosignedAt = row.isNull(first + 4) ? nil : try row.integer(first + 4)
    }

    /// With all its signatures; nil where it isn't one note of this log, of this size and root.
    func checkpoint(of origin: String) -> Checkpoint? {
        guard let checkpoint = Checkpoint(parsing: note + (cosignature ?? "")), checkpoint.size == size,
            checkpoint.root == root, checkpoint.isOf(origin)
        else { return nil }
        return checkpoint
    }

    /// The first of the keys by which its cosignature holds; nil where none is, or it has none.
    func cosigner(of origin: String, among keys: [VerifierKey]) -> VerifierKey? {
        guard cosignature != nil, let checkpoint = checkpoint(of: origin) else { return nil }
        return keys.first { checkpoint.cosigned(by: $0) != nil }
    }

    /// What is wrong with it, as a sentence; nil where nothing is.
    ///
    /// - Parameters:
    ///   - origin: the log's name.
    ///   - desk: the log's keys.
    ///   - witness: those that may have cosigned it; the cosignature isn't looked at where there are none.
    func trouble(of origin: String, desk: [VerifierKey], witness: [VerifierKey]) -> String? {
        guard let checkpoint = checkpoint(of: origin) else {
            return "The checkpoint at size \(size) isn't what its note says."
        }
        guard desk.contains(where: checkpoint.isSigned) else {
            return "The checkpoint at size \(size) isn't signed by the desk."
        }
        guard cosignature != nil, !witness.isEmpty else { return nil }
        let times = witness.compactMap { checkpoint.cosigned(by: $0) }
        guard !times.isEmpty else { return "The checkpoint at size \(size) isn't cosigned by this collector." }
        guard let cosignedAt, times.contains(cosignedAt) else {
            return "The checkpoint at size \(size) wasn't cosigned when the database says."
        }
        return nil
    }
}

extension EstateReader {
    /// The keys of a log, former ones too.
    func deskKeys(_ log: Int64) throws -> [VerifierKey] {
        try connection.run("select verifier_key from log_key where log = $1", [.integer(log)])
            .compactMap { VerifierKey(try $0.text(0)) }
    }

    /// The keys that the database says cosigned what stands in it.
    func witnessKeys() throws -> [VerifierKey] {
        try connection.run("select verifier_key from witness_key").compactMap { VerifierKey(try $0.text(0)) }
    }
}
