import Crypto
import Foundation

/// The public half of a signing key in the text form `name+hash+key` that note verifiers take
/// (`golang.org/x/mod/sumdb/note`; C2SP signed-note has its parts).
public struct VerifierKey: Hashable, Sendable {
    /// The key's name: the origin of the log that it signs, or a witness's name.
    public let name: String
    public let algorithm: SignatureAlgorithm
    /// The first four bytes of SHA-256(name ‖ 0x0A ‖ algorithm ‖ public key) (C2SP signed-note, "Ed25519 signatures").
    public let id: UInt32
    /// 32 bytes (RFC 8032).
    public let publicKey: Data

    init(name: String, algorithm: SignatureAlgorithm = .ed25519, publicKey: Data) {
        self.name = name
        self.algorithm = algorithm
        self.publicKey = publicKey
        id = VerifierKey.id(name: name, algorithm: algorithm, publicKey: publicKey)
    }

    /// Nil unless the text is a verifier key of a known algorithm whose hash fits its name. A key of small order, under
    /// which one signature fits many texts, is none.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, VerifierKey.isName(parts[0]), parts[1].utf8.count == 8,
            let id = UInt32(parts[1], radix: 16), let key = Data(canonicalBase64: parts[2]),
            key.count == 33, let algorithm = SignatureAlgorithm(rawValue: key[key.startIndex]),
            !Ed25519Point.isSmallOrder(key.dropFirst())
        else { return nil }
        self.init(name: String(parts[0]), algorithm: algorithm, publicKey: Data(key.dropFirst()))
        guard self.id == id else { return nil }
    }

    /// `name+hash+key`.
    public var text: String {
        "\(name)+\(hexadecimal(id))+\((Data([algorithm.rawValue]) + publicKey).base64EncodedString())"
    }

    func verify(_ signature: some DataProtocol, of text: String) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        switch algorithm {
        case .ed25519: return key.isValidSignature(signature, for: Data(text.utf8))
        case .cosignature:
            guard let cosignature = Cosignature(signature) else { return false }
            return key.isValidSignature(
                cosignature.signature, for: Cosignature.message(text, seconds: cosignature.seconds))
        }
    }

    /// Key names are not empty and hold neither white space nor `+`.
    static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && !text.unicodeScalars.contains { $0 == "+" || $0.properties.isWhitespace || $0.value < 0x20 }
    }

    private static func id(name: String, algorithm: SignatureAlgorithm, publicKey: Data) -> UInt32 {
        SHA256.hash(data: Data(name.utf8) + [0x0A, algorithm.rawValue] + publicKey).prefix(4)
            .reduce(0) { $0 << 8 | UInt32($1) }
    }
}

func hexadecimal(_ id: UInt32) -> String {
    let digits = String(id, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
}
