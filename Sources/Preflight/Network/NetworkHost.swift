/// A host that the work at the desk needs, and what for.
public struct NetworkHost: Sendable, Hashable {
    public enum Network: String, Sendable, Hashable {
        case internet
        /// The Health and Social Care Network; not reached from an ordinary internet line.
        case hscn = "HSCN"
        /// This computer.
        case local
    }

    /// The last part of the check's id.
    public let id: String
    public let name: String
    public let port: UInt16
    public let usesTLS: Bool
    /// A phrase that follows "needed for".
    public let purpose: String
    public let network: Network
    /// The jobs that can't be done when it isn't reached.
    public let blocks: Set<Job>

    public init(
        id: String, name: String, port: UInt16 = 443, usesTLS: Bool = true, purpose: String, network: Network,
        blocks: Set<Job> = []
    ) {
        self.id = id
        self.name = name
        self.port = port
        self.usesTLS = usesTLS
        self.purpose = purpose
        self.network = network
        self.blocks = blocks
    }
}

extension NetworkHost {
    /// NHS England's page "Allowing domains in Care Identity Service" (16 January 2024) has the first three and
    /// `gas`; the others are from its CIM and CIS2 pages and from cards' signing certificates (test PKI). Names are to
    /// be allowed, never addresses: those change.
    public static let all: [NetworkHost] = [
        NetworkHost(
            id: "cis2", name: "am.nhsidentity.spineservices.nhs.uk", purpose: "logging in to CIM (CIS2 Authentication)",
            network: .internet, blocks: Job.assisted),
        NetworkHost(
            id: "cim", name: "manage-care-identities.care-identity-service2.nhs.uk",
            purpose: "Care Identity Management and self-service unlock", network: .internet, blocks: Job.withCards),
        NetworkHost(
            id: "credentials", name: "trustedurl.national.ncrs.nhs.uk", purpose: "Credential Management",
            network: .internet),
        NetworkHost(
            id: "digital", name: "digital.nhs.uk", purpose: "the short address of self-service unlock",
            network: .internet),
        NetworkHost(
            id: "pki", name: "pki.nhs.uk", purpose: "the certificates of the NHS authorities", network: .internet),
        NetworkHost(
            id: "crl", name: "crl.nhs.uk", port: 80, usesTLS: false,
            purpose: "lists of revoked card certificates; whether the internet reaches it is not published",
            network: .internet),
        NetworkHost(
            id: "ocsp", name: "ocsp.nhs.uk", port: 80, usesTLS: false,
            purpose: "asking whether a card certificate is revoked; seen in one test certificate", network: .internet),
        NetworkHost(
            id: "identity-agent", name: "gas.national.ncrs.nhs.uk", purpose: "logging in with Identity Agent 2",
            network: .hscn),
        NetworkHost(
            id: "spine-portal", name: "portal.national.ncrs.nhs.uk", purpose: "the Spine portal; CIM doesn't need it",
            network: .hscn),
        NetworkHost(
            id: "legacy-cis", name: "uim.national.ncrs.nhs.uk", purpose: "the old Care Identity Service",
            network: .hscn),
        NetworkHost(
            id: "downloads", name: "nww.hscic.gov.uk", purpose: "downloads of card software", network: .hscn),
        NetworkHost(
            id: "card-port", name: "127.0.0.1", port: 43485, usesTLS: false,
            purpose: "NHS Credential Management, through which CIM acts on a card; it is made for Windows only",
            network: .local),
    ]
}
