import Instants

/// What the desk needs of one certificate on a card.
public struct CertificateSummary: Hashable, Sendable {
    /// Told apart by the key usage extension (RFC 5280 §4.2.1.3), never by the container it was found in.
    public enum Use: String, Hashable, Sendable {
        /// Digital signature without content commitment.
        case authentication
        /// Content commitment, which RFC 5280 also calls non-repudiation.
        case signing
        case other
    }

    public var use: Use
    /// The subject's distinguished name, in the form of RFC 4514. It may hold a person's name.
    public var subject: String
    public var issuer: String
    /// Upper-case hexadecimal, without leading zero bytes; `00` for zero, the bytes as they are for a negative number, and
    /// empty where it can't be read.
    public var serialNumber: String
    /// Nil where the date can't be read.
    public var notBefore: UTCInstant?
    /// When the certificate expires. The private key's usage period, which may end long before, is not this.
    /// Nil where the date can't be read: nobody knows then whether it is valid.
    public var notAfter: UTCInstant?
    /// The UUIDs in the subject's common names, each once: one in a sound certificate. None for another organisation's.
    public var uuids: [SmartcardUUID]
    /// Subject and issuer are of the form that the NHS's card certificates have.
    public var isNHS: Bool
    /// A certification authority's own certificate, which tokens may hold beside the card's pair.
    public var isAuthority: Bool
    /// What can't be read, or contradicts itself.
    public var oddities: [CertificateOddity]
    public var source: FactSource

    public init(
        use: Use, subject: String, issuer: String, serialNumber: String, notBefore: UTCInstant?, notAfter: UTCInstant?,
        uuids: [SmartcardUUID], isNHS: Bool, isAuthority: Bool = false, oddities: [CertificateOddity] = [],
        source: FactSource
    ) {
        self.use = use
        self.subject = subject
        self.issuer = issuer
        self.serialNumber = serialNumber
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.uuids = uuids
        self.isNHS = isNHS
        self.isAuthority = isAuthority
        self.oddities = oddities
        self.source = source
    }

    /// The one UUID that the certificate names; nil where it names none, or several.
    public var uuid: SmartcardUUID? { uuids.count == 1 ? uuids.first : nil }
}
