/// An email address that is well formed (handbook-rules §3). Nothing is trimmed or mended.
public struct EmailAddress: Sendable, Hashable {
    public let localPart: String
    public let domain: String

    /// Nil unless the text is at most 254 printable ASCII characters without white space, with one `@`; before it 1 to
    /// 64 characters with no leading, trailing or double dot; after it two or more labels of 1 to 63 letters, digits
    /// and hyphens, none beginning or ending with a hyphen.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= 254, bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        let parts = bytes.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, EmailAddress.isLocalPart(parts[0]), EmailAddress.isDomain(parts[1]) else { return nil }
        localPart = String(decoding: parts[0], as: UTF8.self)
        domain = String(decoding: parts[1], as: UTF8.self)
    }

    private static func isLocalPart(_ bytes: ArraySlice<UInt8>) -> Bool {
        (1...64).contains(bytes.count)
            && bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
    }

    static func isDomain(_ bytes: ArraySlice<UInt8>) -> Bool {
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
                    && label.allSatisfy { isLetterOrDigit($0) || $0 == hyphen }
            }
    }

    private static let hyphen = UInt8(ascii: "-")

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}

/// The email domains to which the service sends codes, as far as they are known here.
public struct EmailDomains: Sendable, Hashable {
    /// In lower case. A subdomain of a listed one is listed too.
    public var domains: [String]
    /// True when the list is the whole national one: a domain that isn't on it is then refused, and not only unknown.
    public var complete: Bool

    public init(domains: [String], complete: Bool) {
        self.domains = domains.map { $0.lowercased() }
        self.complete = complete
    }

    /// How an address's domain stands to the list.
    public enum Standing: Sendable, Hashable {
        case listed
        case unverified
        case unlisted

        /// The same, as the fact `holder.email` has it.
        public var profileEmail: ProfileEmail {
            switch self {
            case .listed: .listed
            case .unverified: .unverified
            case .unlisted: .unlisted
            }
        }
    }

    /// Classes a domain. Upper and lower case are the same.
    public func standing(ofDomain domain: String) -> Standing {
        let domain = domain.lowercased()
        for listed in domains where domain == listed || domain.hasSuffix(".\(listed)") { return .listed }
        return complete ? .unlisted : .unverified
    }
}
