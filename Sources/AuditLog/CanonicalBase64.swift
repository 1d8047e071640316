import Foundation

extension Data {
    /// Reads base64 in the one form that its bytes have (RFC 4648 §3.5): an ending with stray bits stands for the same
    /// bytes, so that a note or a proof could be changed and still pass.
    init?(canonicalBase64 text: some StringProtocol) {
        guard let data = Data(base64Encoded: String(text)), data.base64EncodedString() == text else { return nil }
        self = data
    }
}
