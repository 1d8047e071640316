import CardIdentity
import ISO7816
import Instants
import PCSCTesting
import Testing
import VirtualCards

@Suite struct CertificateTests {
    private func certificate(_ name: String) throws -> CertificateSummary {
        try CertificateSummary(der: fixture("certificates/\(name).der"), source: .piv)
    }

    /// The forms of the public NHS samples, made by Fixtures/certificates/make.sh.
    @Test(arguments: [
        ("authentication-rsa1024-sha1", CertificateSummary.Use.authentication, "1001", "2027-01-01T00:00:00Z"),
        ("signing-rsa1024-sha1", .signing, "1002", "2027-01-01T00:00:00Z"),
        ("signing-g2-sha256", .signing, "1003", "2027-06-01T00:00:00Z"),
        ("generalized-time", .authentication, "1006", "2060-01-01T00:00:00Z"),
        ("odd-names", .signing, "1007", "2027-01-01T00:00:00Z"),
        ("signing-t61", .signing, "1009", "2027-01-01T00:00:00Z"),
    ])
    func `an NHS certificate tells its UUID, use, serial number and end`(
        name: String, use: CertificateSummary.Use, serial: String, notAfter: String
    ) throws {
        let certificate = try certificate(name)
        #expect(certificate.isNHS)
        #expect(certificate.uuid?.digits == "000123456789")
        #expect(certificate.use == use)
        #expect(certificate.serialNumber == serial)
        #expect(certificate.notAfter?.rfc3339 == notAfter)
    }

    @Test(arguments: ["foreign-rsa2048", "devices-rsa2048", "authority"])
    func `a certificate of another kind is read and not taken for an NHS one`(name: String) throws {
        let certificate = try certificate(name)
        #expect(!certificate.isNHS)
        #expect(certificate.uuid == nil)
        #expect(certificate.isAuthority == (name == "authority"))
    }

    @Test func `names are shown as they are, and escaping them is left to whoever prints`() throws {
        #expect(try certificate("signing-t61").subject == "CN=000123456789_ROWE_Sam,OU=People,O=nhs")
        #expect(
            try certificate("odd-names").subject
                == "CN=000123456789_A\u{202E}B\u{1B}[31m\u{1F600},OU=people,O=nhs")
    }

    @Test(arguments: [
        "", "_", "000123456789_", "00012345678", "0001234567890", "000123456789-ROWE", "A000123456789",
        " 000123456789", "000123456789 ", "٠٠٠١٢٣٤٥٦٧٨٩",
    ])
    func `a common name of another form names no UUID`(commonName: String) throws {
        let der = try PIVCertificate(
            commonName: commonName, use: .authentication, notBefore: testNow, notAfter: testNow.adding(seconds: 1)
        ).der()
        let certificate = try CertificateSummary(der: der, source: .piv)
        #expect(certificate.isNHS)
        #expect(certificate.uuid == nil)
        #expect(report(PIVCard(authentication: der, signing: nil)).has(.uuidMissing))
    }

    @Test func `bytes that are no certificate are an error, cut anywhere`() throws {
        let der = try fixture("certificates/signing-rsa1024-sha1.der")
        for length in 0..<der.count {
            #expect(throws: CertificateError.self) {
                try CertificateSummary(der: Array(der.prefix(length)), source: .piv)
            }
        }
        #expect(throws: CertificateError.tooLong) {
            try CertificateSummary(der: [UInt8](repeating: 0x30, count: 20_000), source: .piv)
        }
    }

    @Test func `a certificate with any byte changed never crashes the reader`() throws {
        let der = try fixture("certificates/signing-rsa1024-sha1.der")
        for position in der.indices {
            for change: UInt8 in [0x01, 0x80, 0xFF] {
                var bytes = der
                bytes[position] ^= change
                _ = try? CertificateSummary(der: bytes, source: .piv)
            }
        }
    }
}
