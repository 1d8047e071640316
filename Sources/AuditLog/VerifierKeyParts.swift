import Crypto
import Foundation

/// A verifier key of any algorithm, taken apart: its hash fits its name, and nothing more is known of it.
public struct VerifierKeyParts: Hashable, Sendable {
    public let name: String
    /// The signature type of C2SP signed-note.
    public let algorithm: UInt8
    public let publicKey: [UInt8]

    /// Nil unless the text is `name+hash+key`, and the hash is that of the name and the key.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, VerifierKey.isName(parts[0]), parts[1].utf8.count == 8,
            let id = UInt32(parts[1], radix: 16), let key = Data(canonicalBase64: parts[2]), key.count > 1
        else { return nil }
        let digest = SHA256.hash(data: Data(parts[0].utf8) + [0x0A] + key)
        guard digest.prefix(4).reduce(UInt32(0), { $0 << 8 | UInt32($1) }) == id else { return nil }
        name = String(parts[0])
        algorithm = key[key.startIndex]
        publicKey = Array(key.dropFirst())
    }
}
