import Foundation

/// Bytes as text that needs no escaping in an address, a cookie or a form: base64url without padding.
enum URLText {
    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// How long the text of so many bytes is.
    static func length(ofBytes count: Int) -> Int { (count * 4 + 2) / 3 }
}
