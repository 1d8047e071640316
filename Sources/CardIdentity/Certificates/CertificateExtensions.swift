/// The two extensions that the desk needs: key usage and basic constraints (RFC 5280 §4.2.1.3 and §4.2.1.9). Others,
/// critical ones too, are passed over: nothing here is trusted because of a certificate.
struct CertificateExtensions {
    private(set) var use = CertificateSummary.Use.other
    private(set) var isAuthority = false
    private(set) var oddities: [CertificateOddity] = []

    /// A certificate of version 1 or 2 has none.
    init() {}

    /// [3] SEQUENCE OF SEQUENCE { extnID, critical DEFAULT FALSE, extnValue OCTET STRING }
    init(_ element: BERElement) {
        var rest = element.content
        guard let sequence = BERElement.next(from: &rest), sequence.tag == 0x30 else {
            oddities.append(.extensionsUnreadable)
            return
        }
        let (list, isWhole) = BERElement.list(sequence.content, atMost: 100)
        var usages: [CertificateSummary.Use?] = []
        var isUnreadable = !isWhole
        for item in list {
            let members = BERElement.list(item.content, atMost: 4).elements
            guard item.tag == 0x30, members.first?.tag == 0x06, let value = members.last, value.tag & 0xDF == 0x04,
                let bytes = value.stringContent
            else {
                isUnreadable = true
                continue
            }
            switch members.first.map({ Array($0.content) }) {
            case [0x55, 0x1D, 0x0F]: usages.append(CertificateExtensions.use(bytes))
            case [0x55, 0x1D, 0x13]: isAuthority = isAuthority || CertificateExtensions.isAuthority(bytes)
            default: break
            }
        }
        if isUnreadable { oddities.append(.extensionsUnreadable) }
        settle(usages)
    }

    private mutating func settle(_ usages: [CertificateSummary.Use?]) {
        guard let first = usages.first else { return }
        if usages.contains(nil) {
            oddities.append(.usageUnreadable)
        } else if usages.allSatisfy({ $0 == first }) {
            use = first ?? .other
        } else {
            oddities.append(.usageTwice)
        }
    }

    /// KeyUsage ::= BIT STRING. Nil when it can't be read.
    private static func use(_ bytes: [UInt8]) -> CertificateSummary.Use? {
        var rest = bytes[...]
        guard let string = BERElement.next(from: &rest), string.tag == 0x03, let unused = string.content.first,
            unused < 8, unused == 0 || string.content.count > 1
        else { return nil }
        let bits = string.content.dropFirst()
        // Unused bits at the end of the first byte, where that is the last, are none.
        let first = (bits.first ?? 0) & (bits.count == 1 ? UInt8(0xFF) << unused : 0xFF)
        // A certificate with both bits signs what its holder commits to, so the stronger one counts.
        return first & 0x40 != 0 ? .signing : first & 0x80 != 0 ? .authentication : .other
    }

    /// BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, … }
    private static func isAuthority(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        guard var content = BERElement.next(from: &rest)?.content, let first = BERElement.next(from: &content) else {
            return false
        }
        return first.tag == 0x01 && first.content.contains { $0 != 0 }
    }
}
