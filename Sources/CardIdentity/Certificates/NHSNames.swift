/// Whether a certificate's names have the form of the NHS's card certificates: subject `O=nhs, OU=people`, issuer
/// `O=nhs` (nhs-facts §3, samples in public repositories). Letters compare without regard to case, as RFC 5280 §7.1 has it.
struct NHSNames {
    var areNHS: Bool
    /// The UUIDs in the subject's common names, each once: whole, or before an underscore and a name.
    var uuids: [SmartcardUUID]

    init(subject: CertificateName, issuer: CertificateName) {
        areNHS =
            subject.has(CertificateName.organization, "nhs")
            && subject.has(CertificateName.organizationalUnit, "people")
            && issuer.has(CertificateName.organization, "nhs")
        uuids = subject.values(CertificateName.commonName).compactMap(NHSNames.uuid(inCommonName:))
            .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// `^\d{12}$` or `^\d{12}_.+$`.
    static func uuid(inCommonName name: String) -> SmartcardUUID? {
        let parts = name.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count == 1 || !parts[1].isEmpty else { return nil }
        return SmartcardUUID(first)
    }
}
