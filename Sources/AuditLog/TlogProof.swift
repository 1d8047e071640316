import Foundation

/// One event with what proves that it is in a log (C2SP tlog-proof). The event itself is the `extra` data; it is
/// trusted only because its hash leads to the checkpoint's root.
public struct TlogProof: Hashable, Sendable {
    /// The event's line, without its newline.
    public let event: String
    /// From 0: one less than the event's `seq`.
    public let index: Int64
    /// From the leaf's sibling up.
    public let path: [TreeHash]
    public let checkpoint: Checkpoint

    static let header = "c2sp.org/tlog-proof@v1"

    init(event: String, index: Int64, path: [TreeHash], checkpoint: Checkpoint) {
        self.event = event
        self.index = index
        self.path = path
        self.checkpoint = checkpoint
    }

    /// Nil unless the text is a proof with its event. Nothing is verified here: see ``failure(with:)``.
    public init?(parsing text: String) {
        guard text.utf8.count <= 1 << 20, let split = text.range(of: "\n\n"),
            let checkpoint = Checkpoint(parsing: String(text[split.upperBound...]))
        else { return nil }
        let lines = text[..<split.lowerBound].split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 3, lines[0] == TlogProof.header, lines[1].hasPrefix("extra "),
            let event = Data(canonicalBase64: lines[1].dropFirst(6)),
            let eventText = String(data: event, encoding: .utf8), lines[2].hasPrefix("index "),
            let index = Int64(lines[2].dropFirst(6)), index >= 0, lines[2] == "index \(index)"
        else { return nil }
        let path = lines.dropFirst(3).compactMap { TreeHash(base64: $0) }
        guard path.count == lines.count - 3 else { return nil }
        self.init(event: eventText, index: index, path: path, checkpoint: checkpoint)
    }

    public var text: String {
        let extra = Data(event.utf8).base64EncodedString()
        let lines = [TlogProof.header, "extra \(extra)", "index \(index)"] + path.map(\.base64)
        return lines.joined(separator: "\n") + "\n\n" + checkpoint.note
    }

    /// Why the proof fails; nil when it holds.
    public func failure(with key: VerifierKey) -> ProofFailure? {
        guard checkpoint.isOf(key.name) else { return .otherLog(origin: checkpoint.origin) }
        guard checkpoint.isSigned(by: key) else { return .notSignedByKey }
        guard
            TreeProof.verifyInclusion(
                of: .leaf(event), at: index, inTreeOf: checkpoint.size, root: checkpoint.root, path: path)
        else { return .notIncluded }
        return nil
    }
}

public enum ProofFailure: Error, Hashable, Sendable {
    case otherLog(origin: String)
    case notSignedByKey
    case notIncluded
}
