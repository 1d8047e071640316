import Crypto
import Foundation

/// An Ed25519 key that signs a log's checkpoints, or, with another algorithm byte, a witness's cosignatures. Its file
/// holds one line, `PRIVATE+KEY+name+hash+key`, as note signers write it (`golang.org/x/mod/sumdb/note`).
public struct SigningKey: Sendable {
    public let verifierKey: VerifierKey
    private let key: Curve25519.Signing.PrivateKey

    /// - Parameters:
    ///   - name: a log's origin, or a witness's name; not empty, without white space and `+`.
    ///   - algorithm: what the key signs: a log's checkpoints, or a witness's cosignatures.
    ///   - key: the private key; a new one where it is left out.
    public init(
        name: String, algorithm: SignatureAlgorithm = .ed25519,
        key: Curve25519.Signing.PrivateKey = Curve25519.Signing.PrivateKey()
    ) {
        self.key = key
        verifierKey = VerifierKey(name: name, algorithm: algorithm, publicKey: key.publicKey.rawRepresentation)
    }

    /// Reads a key file. Nil unless it is a key of a known algorithm whose hash fits its name.
    public init?(text: String) {
        let parts = text.trimmingCharacters(in: .whitespacesAndNewlines)
            .split(separator: "+", maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "PRIVATE", parts[1] == "KEY", VerifierKey.isName(parts[2]),
            let data = Data(canonicalBase64: parts[4]), data.count == 33,
            let algorithm = SignatureAlgorithm(rawValue: data[data.startIndex]),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: Data(data.dropFirst()))
        else { return nil }
        self.init(name: String(parts[2]), algorithm: algorithm, key: key)
        guard hexadecimal(verifierKey.id) == parts[3] else { return nil }
    }

    /// What a key file holds. Nobody but the key's owner may see it.
    public var text: String {
        let data = Data([verifierKey.algorithm.rawValue]) + key.rawRepresentation
        return "PRIVATE+KEY+\(verifierKey.name)+\(hexadecimal(verifierKey.id))+\(data.base64EncodedString())\n"
    }

    /// Signs what the tree is now.
    public func checkpoint(size: Int64, root: TreeHash) throws -> Checkpoint {
        let origin = verifierKey.name
        let text = Checkpoint.text(origin: origin, size: size, root: root)
        return Checkpoint(
            origin: origin, size: size, root: root,
            signedNote: SignedNote(text: text, signatures: [try sign(text)]))
    }

    /// Signs a note's text.
    public func sign(_ text: String) throws -> SignedNote.Signature {
        SignedNote.Signature(
            name: verifierKey.name, keyID: verifierKey.id, bytes: Data(try key.signature(for: Data(text.utf8))))
    }

    /// Signs a note's text as a witness: that this tree was seen at that time, after no larger one.
    ///
    /// - Parameters:
    ///   - text: the checkpoint's own text, without signatures.
    ///   - seconds: when it was seen: POSIX time, not negative.
    public func cosign(_ text: String, seconds: Int64) throws -> SignedNote.Signature {
        let signature = try key.signature(for: Cosignature.message(text, seconds: seconds))
        return SignedNote.Signature(
            name: verifierKey.name, keyID: verifierKey.id,
            bytes: Cosignature(seconds: seconds, signature: Data(signature)).bytes)
    }
}
