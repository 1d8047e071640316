import ISO7816
import Instants
import SwiftASN1
import X509

extension CertificateSummary {
    /// Reads an X.509 certificate in DER (RFC 5280 §4.1); any bytes may be given.
    ///
    /// The certificate's key and signature aren't looked at: swift-certificates' own `Certificate(derEncoded:)` refuses
    /// RSA keys below 2048 bits, and every public sample of an NHS card has 1024. What is read proves nothing; it tells
    /// what the card says of itself.
    public init(der: [UInt8], source: FactSource) throws(CertificateError) {
        guard der.count <= PIVContainer.largestCertificate else { throw .tooLong }
        do {
            let fields = try CertificateFields(der: der)
            self.init(try fields.summary(source: source))
        } catch let error as CertificateError {
            throw error
        } catch {
            throw .notACertificate
        }
    }

    private init(_ summary: CertificateSummary) { self = summary }
}

public enum CertificateError: Error, Hashable, Sendable {
    case tooLong
    case notACertificate
    /// A date that no calendar has.
    case badDate
}

/// The fields of a TBSCertificate that the desk needs.
private struct CertificateFields {
    var serialNumber: ArraySlice<UInt8>
    var issuer: DistinguishedName
    var subject: DistinguishedName
    var notBefore: UTCInstant
    var notAfter: UTCInstant
    var extensions: [Certificate.Extension]

    init(der: [UInt8]) throws {
        // Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }
        self = try DER.sequence(DER.parse(der), identifier: .sequence) { outer in
            guard let signed = outer.next() else { throw CertificateError.notACertificate }
            while outer.next() != nil {}
            return try CertificateFields(signed: signed)
        }
    }

    private init(signed: ASN1Node) throws {
        self = try DER.sequence(signed, identifier: .sequence) { nodes in
            let version = try DER.decodeDefaultExplicitlyTagged(
                &nodes, tagNumber: 0, tagClass: .contextSpecific, defaultValue: 0)
            guard (0...2).contains(version) else { throw CertificateError.notACertificate }
            let serialNumber = try ArraySlice<UInt8>(derEncoded: &nodes)
            _ = nodes.next()  // signature algorithm
            let issuer = try name(&nodes)
            let (notBefore, notAfter) = try validity(&nodes)
            let subject = try name(&nodes)
            _ = nodes.next()  // subject's public key
            var extensions: [Certificate.Extension] = []
            while let node = nodes.next() {
                // [1] and [2] are the unique identifiers of old; [3] the extensions.
                guard node.identifier == ASN1Identifier(tagWithNumber: 3, tagClass: .contextSpecific) else { continue }
                extensions = try DER.explicitlyTagged(node, tagNumber: 3, tagClass: .contextSpecific) {
                    try DER.sequence(of: Certificate.Extension.self, identifier: .sequence, rootNode: $0)
                }
            }
            return CertificateFields(
                serialNumber: serialNumber, issuer: issuer, subject: subject, notBefore: notBefore,
                notAfter: notAfter, extensions: extensions)
        }
    }

    private init(
        serialNumber: ArraySlice<UInt8>, issuer: DistinguishedName, subject: DistinguishedName, notBefore: UTCInstant,
        notAfter: UTCInstant, extensions: [Certificate.Extension]
    ) {
        self.serialNumber = serialNumber
        self.issuer = issuer
        self.subject = subject
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.extensions = extensions
    }

    func summary(source: FactSource) throws -> CertificateSummary {
        let isAuthority = try basicConstraints.map { if case .isCertificateAuthority = $0 { true } else { false } }
        let names = NHSNames(subject: subject, issuer: issuer)
        let isNHS = names.areNHS && isAuthority != true
        return CertificateSummary(
            use: try use, subject: "\(subject)", issuer: "\(issuer)",
            serialNumber: serialNumber.drop { $0 == 0 }.hexadecimal, notBefore: notBefore, notAfter: notAfter,
            uuids: isNHS ? names.uuids : [], isNHS: isNHS, isAuthority: isAuthority ?? false, source: source)
    }

    private var use: CertificateSummary.Use {
        get throws {
            guard let found = extensions.first(where: { $0.oid == .X509ExtensionID.keyUsage }) else { return .other }
            let usage = try KeyUsage(found)
            // A certificate with both bits signs what its holder commits to, so the stronger one counts.
            return usage.nonRepudiation ? .signing : usage.digitalSignature ? .authentication : .other
        }
    }

    private var basicConstraints: BasicConstraints? {
        get throws {
            try extensions.first { $0.oid == .X509ExtensionID.basicConstraints }.map { try BasicConstraints($0) }
        }
    }
}

private func name(_ nodes: inout ASN1NodeCollection.Iterator) throws -> DistinguishedName {
    guard let node = nodes.next() else { throw CertificateError.notACertificate }
    return try DistinguishedName(derEncoded: node).readable
}

/// Validity ::= SEQUENCE { notBefore Time, notAfter Time } (RFC 5280 §4.1.2.5).
private func validity(_ nodes: inout ASN1NodeCollection.Iterator) throws -> (UTCInstant, UTCInstant) {
    guard let node = nodes.next() else { throw CertificateError.notACertificate }
    return try DER.sequence(node, identifier: .sequence) { (try time(&$0), try time(&$0)) }
}

/// Time ::= CHOICE { utcTime, generalTime }
private func time(_ nodes: inout ASN1NodeCollection.Iterator) throws -> UTCInstant {
    guard let node = nodes.next() else { throw CertificateError.notACertificate }
    if node.identifier == .utcTime {
        let time = try UTCTime(derEncoded: node)
        return try instant(time.year, time.month, time.day, time.hours, time.minutes, time.seconds)
    }
    let time = try GeneralizedTime(derEncoded: node)
    return try instant(time.year, time.month, time.day, time.hours, time.minutes, time.seconds)
}

private func instant(
    _ year: Int, _ month: Int, _ day: Int, _ hours: Int, _ minutes: Int, _ seconds: Int
) throws -> UTCInstant {
    guard let date = CivilDate(year: year, month: month, day: day) else { throw CertificateError.badDate }
    let second = Int64(hours * 3600 + minutes * 60 + seconds)
    return UTCInstant(secondsSince1970: date.daysSince1970 * UTCInstant.secondsPerDay + second)
}
