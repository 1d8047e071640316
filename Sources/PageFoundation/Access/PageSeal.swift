import Crypto
import Foundation

/// One run's own key: what it has sealed can't be made by anybody else, and isn't valid in another run.
struct PageSeal: Sendable {
    /// What is sealed. One kind never passes for another.
    enum Purpose: String {
        case link
        case cookie
        case form
    }

    /// The length of a seal as text.
    static let length = URLText.length(ofBytes: SHA256.byteCount)

    private let key: SymmetricKey

    init(random: RandomBytes) { key = SymmetricKey(data: random.draw(32)) }

    func seal(_ purpose: Purpose, _ parts: String...) -> String { URLText.encode(code(purpose, parts)) }

    /// A code to keep instead of a secret; two are compared in constant time.
    func code(_ purpose: Purpose, _ parts: [String]) -> HMAC<SHA256>.MAC {
        var mac = HMAC<SHA256>(key: key)
        for part in [purpose.rawValue] + parts {
            // With its length before it no part can pass for another's end.
            withUnsafeBytes(of: UInt64(part.utf8.count).bigEndian) { mac.update(data: $0) }
            mac.update(data: Data(part.utf8))
        }
        return mac.finalize()
    }

    /// Whether this seal was made here for these parts. Constant time.
    func isSeal(_ text: some StringProtocol, _ purpose: Purpose, _ parts: String...) -> Bool {
        // Sealed once more, both sides have the same length and nothing is learnt from the moment they differ.
        code(.link, [String(text)]) == code(.link, [URLText.encode(code(purpose, parts))])
    }
}
