import Crypto
import Foundation

/// The public half of a signing key in the text form `name+hash+key` that note verifiers take
/// (`golang.org/x/mod/sumdb/note`; C2SP signed-note has its parts).
public struct VerifierKey: Hashable, Sendable {
    /// The key's name, the same as the origin of the log it signs.
    public let name: String
    /// The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key) (C2SP signed-note, "Ed25519 signatures").
    public let id: UInt32
    /// 32 bytes (RFC 8032).
    public let publicKey: Data

    /// C2SP signed-note's identifier for Ed25519.
    static let ed25519: UInt8 = 0x01

    init(name: String, publicKey: Data) {
        self.name = name
        self.publicKey = publicKey
        id = VerifierKey.id(name: name, publicKey: publicKey)
    }

    /// Nil unless the text is an Ed25519 verifier key whose hash fits its name.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, VerifierKey.isName(parts[0]), parts[1].utf8.count == 8,
            let id = UInt32(parts[1], radix: 16), let key = Data(canonicalBase64: parts[2]),
            key.count == 33, key.first == VerifierKey.ed25519
        else { return nil }
        self.init(name: String(parts[0]), publicKey: Data(key.dropFirst()))
        guard self.id == id else { return nil }
    }

    /// `name+hash+key`.
    public var text: String {
        "\(name)+\(hexadecimal(id))+\((Data([VerifierKey.ed25519]) + publicKey).base64EncodedString())"
    }

    func verify(_ signature: some DataProtocol, of text: String) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: Data(text.utf8))
    }

    /// Key names are not empty and hold neither white space nor `+`.
    static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && !text.unicodeScalars.contains { $0 == "+" || $0.properties.isWhitespace || $0.value < 0x20 }
    }

    private static func id(name: String, publicKey: Data) -> UInt32 {
        SHA256.hash(data: Data(name.utf8) + [0x0A, ed25519] + publicKey).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }
}

func hexadecimal(_ id: UInt32) -> String {
    let digits = String(id, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
}
