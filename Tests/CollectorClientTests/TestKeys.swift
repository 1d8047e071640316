import Crypto
import Foundation

enum TestKeys {
    /// A verifier key in the form of an ML-DSA-44 witness's; nobody has its private half.
    static func mlDSA(name: String) -> String? {
        let key = Data([0x06]) + Data(repeating: 7, count: 1312)
        let id = SHA256.hash(data: Data(name.utf8) + [0x0A] + key).prefix(4)
            .map { String(format: "%02x", $0) }.joined()
        return "\(name)+\(id)+\(key.base64EncodedString())"
    }
}
