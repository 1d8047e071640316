import Instants

extension PIVCard {
    /// A card as the NHS's series 9 is thought to be: a pair of certificates for one UUID.
    ///
    /// - Parameters:
    ///   - uuid: The twelve digits; other text is taken as it is, for tests.
    ///   - name: Follows the UUID in the signing certificate's common name, as in the public samples.
    ///   - notBefore: Of both certificates.
    ///   - notAfter: Of both certificates.
    ///   - triesLeft: Tries at the passcode that are left; 0 is a locked card.
    ///   - key: The kind of both certificates' keys.
    ///   - minimumCertificateSize: The least length of each certificate, in bytes.
    public static func nhs(
        uuid: String, name: String? = nil, notBefore: UTCInstant, notAfter: UTCInstant, triesLeft: Int = 3,
        key: PIVCertificate.Key = .p256, minimumCertificateSize: Int = 0
    ) throws -> PIVCard {
        var card = PIVCard(authentication: nil, signing: nil, triesLeft: triesLeft)
        try card.renew(
            uuid: uuid, name: name, notBefore: notBefore, notAfter: notAfter, key: key,
            minimumCertificateSize: minimumCertificateSize)
        return card
    }

    /// What CIM does when it renews or repairs a card: a new pair of certificates.
    public mutating func renew(
        uuid: String, name: String? = nil, notBefore: UTCInstant, notAfter: UTCInstant,
        key: PIVCertificate.Key = .p256, minimumCertificateSize: Int = 0
    ) throws {
        var authentication = PIVCertificate(
            commonName: uuid, use: .authentication, notBefore: notBefore, notAfter: notAfter)
        authentication.key = key
        authentication.minimumSize = minimumCertificateSize
        var signing = authentication
        signing.use = .signing
        if let name { signing.commonName = uuid + "_" + name }
        replaceCertificates(authentication: try authentication.der(), signing: try signing.der())
    }
}
