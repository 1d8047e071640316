import Foundation
import Testing

@testable import AuditLog

@Suite struct CanonicalBase64Tests {
    @Test(arguments: ["AA==", "AAA=", "AAAA", ""])
    func `the usual form is read`(text: String) {
        #expect(Data(canonicalBase64: text)?.base64EncodedString() == text)
    }

    // A changed last character of a signature once passed as the same signature.
    @Test(arguments: ["AB==", "AAB=", "AA", "AA=", "AA==\n", "A A=="])
    func `another form of the same bytes is refused`(text: String) {
        #expect(Data(canonicalBase64: text) == nil)
    }
}
