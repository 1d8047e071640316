import Crypto
import Foundation

/// What a log of a certain size was, signed (C2SP tlog-checkpoint): origin, size and root.
public struct Checkpoint: Hashable, Sendable {
    /// The log's name.
    public let origin: String
    /// The number of events it covers.
    public let size: Int64
    public let root: TreeHash
    public let signedNote: SignedNote

    /// Reads a checkpoint. Its signatures are not checked here: see ``isSigned(by:)``. Extension lines are passed over; an
    /// empty one is none (C2SP tlog-checkpoint, "Note text").
    public init?(parsing note: String) {
        guard let signedNote = SignedNote(parsing: note) else { return nil }
        let lines = signedNote.text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, !lines[0].isEmpty, let size = Int64(lines[1]), size >= 0, String(size) == lines[1],
            let root = TreeHash(base64: lines[2]), !lines[3...].dropLast().contains(where: \.isEmpty)
        else { return nil }
        self.init(origin: String(lines[0]), size: size, root: root, signedNote: signedNote)
    }

    init(origin: String, size: Int64, root: TreeHash, signedNote: SignedNote) {
        self.origin = origin
        self.size = size
        self.root = root
        self.signedNote = signedNote
    }

    /// The signed note, as it is kept in a file.
    public var note: String { signedNote.note }

    public func isSigned(by key: VerifierKey) -> Bool { signedNote.isSigned(by: key) }

    /// Whether it is of the log with this name. Names are compared byte by byte: two that are Unicode-equal are two logs.
    public func isOf(_ origin: String) -> Bool { self.origin.utf8.elementsEqual(origin.utf8) }

    static func text(origin: String, size: Int64, root: TreeHash) -> String {
        "\(origin)\n\(size)\n\(root.base64)\n"
    }

    /// For paper and for reading out: see ``CheckpointCode``.
    public var code: CheckpointCode { CheckpointCode(origin: origin, size: size, root: root) }
}

/// A checkpoint in a form that fits on a receipt: the size and 60 bits of a hash over origin, size and root, as in
/// `1042-7Q4K-M2XA-9BTF`. The letters are Crockford's base 32, which has no I, L, O and U.
public struct CheckpointCode: Hashable, Sendable, CustomStringConvertible {
    public let size: Int64
    /// Twelve letters and digits.
    public let characters: String

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    init(origin: String, size: Int64, root: TreeHash) {
        let digest = SHA256.hash(data: Data(Checkpoint.text(origin: origin, size: size, root: root).utf8))
        let bits = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        self.size = size
        characters = String((0..<12).map { CheckpointCode.alphabet[Int(bits >> (59 - 5 * UInt64($0)) & 31)] })
    }

    /// Reads a code as a person types it: small letters, and I, L and O for the digits that they look like, are taken.
    public init?(_ text: some StringProtocol) {
        let parts = text.uppercased().split(separator: "-")
        guard parts.count == 4, let size = Int64(parts[0]), size >= 0 else { return nil }
        let letters = parts.dropFirst().joined().map { $0 == "O" ? "0" : $0 == "I" || $0 == "L" ? "1" : $0 }
        guard letters.count == 12, letters.allSatisfy(CheckpointCode.alphabet.contains) else { return nil }
        self.size = size
        characters = String(letters)
    }

    public var description: String {
        let groups = stride(from: 0, to: 12, by: 4).map { characters.dropFirst($0).prefix(4) }
        return "\(size)-" + groups.joined(separator: "-")
    }
}
