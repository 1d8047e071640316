import Instants
import NHSCards

/// What the passcode counter, or the operator, says of the card.
public enum CardLock: String, Sendable, Hashable, CaseIterable {
    case unlocked
    case locked
}

/// When a card's certificates expire: the earliest `notAfter` of its end-entity certificates.
public enum Expiry: Sendable, Hashable {
    case instant(UTCInstant)
    /// A date without a time, as Care Identity Management shows it: the end of that day in London.
    case date(CivilDate)

    /// The last second in which the certificates are valid.
    public var notAfter: UTCInstant {
        switch self {
        case .instant(let instant): instant
        case .date(let date): LondonTime.endOfDay(date)
        }
    }

    /// The first second in which they can be renewed.
    public var opensAt: UTCInstant { RenewalWindow.opens(before: notAfter) }
}

/// The email on the holder's profile, classed by its domain (handbook-rules §3).
public enum ProfileEmail: String, Sendable, Hashable, CaseIterable {
    case none
    case listed
    case unverified
    case unlisted
    /// Wrong, or the holder can't read it.
    case inaccessible
}

/// Who the holder works for first of all.
public enum Employer: String, Sendable, Hashable, CaseIterable {
    case thisOrganisation = "this-organisation"
    case other
}

/// Where the holder is.
public enum HolderLocation: Sendable, Hashable {
    /// A site's id, or `remote`.
    case site(String)
    case overseas

    public init(text: String) {
        self = text == "overseas" ? .overseas : .site(text)
    }

    public var text: String {
        switch self {
        case .site(let id): id
        case .overseas: "overseas"
        }
    }
}

/// Whether something was tried. `failed` means: with the card unlocked (renewals), the right passcode or a code
/// received, and the service gave an error.
public enum AttemptResult: String, Sendable, Hashable, CaseIterable {
    case notTried = "not-tried"
    case failed
}

/// Why another card is wanted.
public enum ReplaceReason: String, Sendable, Hashable, CaseIterable {
    case lost
    case stolen
    case damaged
    case blockedSeries = "blocked-series"
    case repairFailed = "repair-failed"
    case newStarter = "new-starter"
}
