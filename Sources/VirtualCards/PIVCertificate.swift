import Crypto
import CryptoExtras
import Foundation
import Instants
import SwiftASN1
import X509

/// Describes a certificate for a virtual card; `der()` makes it, with a new key and serial number each time.
///
/// The defaults have the form of the NHS's card certificates: subject `O=nhs, OU=people, CN=<UUID>`, issuer
/// `O=nhs, OU=CA, CN=…`. They are signed by a key that is thrown away, so they prove nothing.
public struct PIVCertificate: Hashable, Sendable {
    public enum Use: Hashable, Sendable {
        /// Key usage digital signature.
        case authentication
        /// Key usage content commitment (non-repudiation).
        case signing
        /// Key usage key encipherment.
        case encipherment
    }

    public enum Key: Hashable, Sendable {
        case p256
        /// Takes some tenths of a second to make.
        case rsa2048
    }

    public var commonName: String
    /// A second common name in the subject, as a faulty certificate has.
    public var furtherCommonName: String?
    public var organization = "nhs"
    public var organizationalUnit = "people"
    public var issuerOrganization = "nhs"
    public var issuerOrganizationalUnit = "CA"
    public var issuerCommonName = "Virtual Desk CA"
    public var use: Use
    public var key = Key.p256
    public var notBefore: UTCInstant
    public var notAfter: UTCInstant
    /// The DER is made at least this long, in bytes, by an extension that means nothing.
    public var minimumSize = 0

    public init(commonName: String, use: Use, notBefore: UTCInstant, notAfter: UTCInstant) {
        self.commonName = commonName
        self.use = use
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    /// A new certificate. Throws what swift-certificates throws, for example for a common name of over 64 KiB.
    public func der() throws -> [UInt8] {
        let plain = try der(padding: 0)
        guard plain.count < minimumSize else { return plain }
        // The extension's own frame takes about 30 bytes, which come on top.
        return try der(padding: minimumSize - plain.count)
    }

    private func der(padding: Int) throws -> [UInt8] {
        let subjectKey: Certificate.PrivateKey =
            switch key {
            case .p256: Certificate.PrivateKey(P256.Signing.PrivateKey())
            case .rsa2048: Certificate.PrivateKey(try _RSA.Signing.PrivateKey(keySize: .bits2048))
            }
        let extensions = try Certificate.Extensions {
            Critical(BasicConstraints.notCertificateAuthority)
            Critical(keyUsage)
            if padding > 0 {
                // 1.3.6.1.4.1.32473 is kept for examples (RFC 5612).
                Certificate.Extension(
                    oid: [1, 3, 6, 1, 4, 1, 32473, 1], critical: false,
                    value: try serialized(ASN1OctetString(contentBytes: filler(padding)[...]))[...])
            }
        }
        let certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: subjectKey.publicKey,
            notValidBefore: Date(timeIntervalSince1970: Double(notBefore.secondsSince1970)),
            notValidAfter: Date(timeIntervalSince1970: Double(notAfter.secondsSince1970)),
            issuer: try DistinguishedName {
                OrganizationName(issuerOrganization)
                OrganizationalUnitName(issuerOrganizationalUnit)
                CommonName(issuerCommonName)
            },
            subject: try DistinguishedName {
                OrganizationName(organization)
                OrganizationalUnitName(organizationalUnit)
                CommonName(commonName)
                if let furtherCommonName { CommonName(furtherCommonName) }
            },
            extensions: extensions,
            issuerPrivateKey: Certificate.PrivateKey(P256.Signing.PrivateKey()))
        return try serialized(certificate)
    }

    private var keyUsage: KeyUsage {
        switch use {
        case .authentication: KeyUsage(digitalSignature: true)
        case .signing: KeyUsage(nonRepudiation: true)
        case .encipherment: KeyUsage(keyEncipherment: true)
        }
    }
}

private func serialized(_ element: some DERSerializable) throws -> [UInt8] {
    var serializer = DER.Serializer()
    try serializer.serialize(element)
    return serializer.serializedBytes
}

/// Bytes that hardly compress, the same each time.
private func filler(_ count: Int) -> [UInt8] {
    var state: UInt32 = 1
    return (0..<count).map { _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt8(state >> 24)
    }
}
