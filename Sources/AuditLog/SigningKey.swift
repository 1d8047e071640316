import Crypto
import Foundation

/// The log's Ed25519 key. Its file holds one line, `PRIVATE+KEY+name+hash+key`, as note signers write it
/// (`golang.org/x/mod/sumdb/note`).
public struct SigningKey: Sendable {
    public let verifierKey: VerifierKey
    private let key: Curve25519.Signing.PrivateKey

    init(name: String, key: Curve25519.Signing.PrivateKey = Curve25519.Signing.PrivateKey()) {
        self.key = key
        verifierKey = VerifierKey(name: name, publicKey: key.publicKey.rawRepresentation)
    }

    init?(text: String) {
        let parts = text.trimmingCharacters(in: .whitespacesAndNewlines)
            .split(separator: "+", maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "PRIVATE", parts[1] == "KEY", VerifierKey.isName(parts[2]),
            let data = Data(canonicalBase64: parts[4]), data.count == 33, data.first == VerifierKey.ed25519,
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: Data(data.dropFirst()))
        else { return nil }
        self.init(name: String(parts[2]), key: key)
        guard hexadecimal(verifierKey.id) == parts[3] else { return nil }
    }

    var text: String {
        let data = Data([VerifierKey.ed25519]) + key.rawRepresentation
        return "PRIVATE+KEY+\(verifierKey.name)+\(hexadecimal(verifierKey.id))+\(data.base64EncodedString())\n"
    }

    /// Signs what the tree is now.
    func checkpoint(size: Int64, root: TreeHash) throws -> Checkpoint {
        let origin = verifierKey.name
        let text = Checkpoint.text(origin: origin, size: size, root: root)
        let signature = SignedNote.Signature(
            name: origin, keyID: verifierKey.id, bytes: Data(try key.signature(for: Data(text.utf8))))
        return Checkpoint(
            origin: origin, size: size, root: root,
            signedNote: SignedNote(text: text, signatures: [signature]))
    }
}
