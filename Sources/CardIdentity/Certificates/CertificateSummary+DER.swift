import ISO7816
import Instants

extension CertificateSummary {
    /// Reads an X.509 certificate (RFC 5280 §4.1), as far as it can be read; any bytes may be given. What can't be read
    /// costs only itself and is in `oddities`. Bytes after the certificate are passed over.
    ///
    /// The certificate's key and signature aren't looked at: swift-certificates' own `Certificate(derEncoded:)` refuses
    /// RSA keys below 2048 bits, and every public sample of an NHS card has 1024. What is read proves nothing; it tells
    /// what the card says of itself.
    public init(der: [UInt8], source: FactSource) throws(CertificateError) {
        guard der.count <= PIVContainer.largestCertificate else { throw .tooLong }
        // Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }
        var rest = der[...]
        guard let outer = BERElement.next(from: &rest), outer.tag == 0x30 else { throw .notACertificate }
        rest = outer.content
        guard let signed = BERElement.next(from: &rest), signed.tag == 0x30 else { throw .notACertificate }
        self = try CertificateFields(signed).summary(source: source)
    }
}

public enum CertificateError: Error, Hashable, Sendable {
    case tooLong
    case notACertificate
}

/// The fields of a TBSCertificate that the desk needs.
private struct CertificateFields {
    var serialNumber: BERElement
    var issuer: CertificateName
    var validity: BERElement
    var subject: CertificateName
    var extensions = CertificateExtensions()

    /// TBSCertificate ::= SEQUENCE { [0] version, serialNumber, signature, issuer, validity, subject, key, … }
    init(_ signed: BERElement) throws(CertificateError) {
        var (fields, isWhole) = BERElement.list(signed.content, atMost: 16)
        if fields.first?.tag == 0xA0 { fields.removeFirst() }
        guard fields.count >= 5 else { throw .notACertificate }
        serialNumber = fields[0]
        issuer = CertificateName(fields[2])
        validity = fields[3]
        subject = CertificateName(fields[4])
        // Nothing that is meant to be a certificate has neither names nor dates.
        guard [fields[2], fields[3], fields[4]].contains(where: { $0.tag == 0x30 }) else { throw .notACertificate }
        // After the key: [1] and [2], the unique identifiers of old, and [3], the extensions.
        if let found = fields.dropFirst(5).first(where: { $0.tag == 0xA3 }) {
            extensions = CertificateExtensions(found)
            isWhole = true
        }
        isCut = !isWhole
    }

    /// Something after the subject isn't whole, so that there may be extensions.
    private var isCut = false

    func summary(source: FactSource) -> CertificateSummary {
        var oddities: [CertificateOddity] = []
        let serial = serial(&oddities)
        if !issuer.isWhole { oddities.append(.issuerUnreadable) }
        let (notBefore, notAfter) = dates(&oddities)
        if !subject.isWhole { oddities.append(.subjectUnreadable) }
        oddities += extensions.oddities
        if isCut { oddities.append(.extensionsUnreadable) }
        let names = NHSNames(subject: subject, issuer: issuer)
        let isNHS = names.areNHS && !extensions.isAuthority
        return CertificateSummary(
            use: extensions.use, subject: subject.text, issuer: issuer.text, serialNumber: serial,
            notBefore: notBefore, notAfter: notAfter, uuids: isNHS ? names.uuids : [], isNHS: isNHS,
            isAuthority: extensions.isAuthority, oddities: oddities, source: source)
    }

    private func serial(_ oddities: inout [CertificateOddity]) -> String {
        guard serialNumber.tag == 0x02, let first = serialNumber.content.first else {
            oddities.append(.serialNumberUnreadable)
            return ""
        }
        if first & 0x80 != 0 {
            oddities.append(.serialNumberNegative)
            return serialNumber.content.hexadecimal
        }
        let digits = serialNumber.content.drop { $0 == 0 }
        return digits.isEmpty ? "00" : digits.hexadecimal
    }

    /// Validity ::= SEQUENCE { notBefore Time, notAfter Time } (RFC 5280 §4.1.2.5).
    private func dates(_ oddities: inout [CertificateOddity]) -> (UTCInstant?, UTCInstant?) {
        let times = validity.tag == 0x30 ? BERElement.list(validity.content, atMost: 2).elements : []
        let notBefore = times.first.flatMap(CertificateTime.instant)
        let notAfter = times.dropFirst().first.flatMap(CertificateTime.instant)
        if notBefore == nil { oddities.append(.beginUnreadable) }
        if notAfter == nil { oddities.append(.expiryUnreadable) }
        if let notBefore, let notAfter, notAfter < notBefore { oddities.append(.neverValid) }
        return (notBefore, notAfter)
    }
}
