/// What of a certificate can't be read, or contradicts itself. Each costs only itself.
public enum CertificateOddity: Hashable, Sendable {
    case serialNumberNegative, serialNumberUnreadable
    case subjectUnreadable, issuerUnreadable
    case beginUnreadable, expiryUnreadable
    /// The certificate ends before it begins.
    case neverValid
    case usageUnreadable
    /// Two key usage extensions that say different things.
    case usageTwice
    case extensionsUnreadable
}

extension CertificateOddity {
    /// After "In the authentication certificate ".
    var words: String {
        switch self {
        case .serialNumberNegative: "the serial number is negative; its bytes are shown"
        case .serialNumberUnreadable: "the serial number can't be read"
        case .subjectUnreadable: "a part of the subject's name can't be read"
        case .issuerUnreadable: "a part of the issuer's name can't be read"
        case .beginUnreadable: "the date from which it is valid can't be read"
        case .expiryUnreadable: "the date can't be read on which it expires, so that isn't known"
        case .neverValid: "the expiry date is before the date from which it is valid"
        case .usageUnreadable: "the use can't be read"
        case .usageTwice: "two different uses are given"
        case .extensionsUnreadable: "a part of the extensions can't be read"
        }
    }

    var code: CardProblem.Code { self == .expiryUnreadable ? .expiryUnknown : .certificateOdd }
}
