import Handbook

/// A fact in a few words, for lists of answers and of what isn't known.
public enum FactWords {
    public static func short(_ key: FactKey) -> String {
        switch key {
        case .now: "The time"
        case .cardSeries: "The card's series"
        case .cardLock: "Whether the card is locked"
        case .cardCertificatesExpire: "When the certificates expire"
        case .holderPasscodeKnown: "Whether the holder knows the passcode"
        case .holderEmail: "The email address on the profile"
        case .holderMobileOnProfile: "The mobile number on the profile"
        case .holderNewEmail: "The new email address"
        case .holderEmailOwnedByESR: "Whether ESR holds the email address"
        case .holderEmployer: "The holder's main employer"
        case .holderPresent: "Whether the holder is here"
        case .holderIsOperator: "Whether the card is your own"
        case .holderLocation: "Whether the holder is overseas"
        case .holderHasOtherCard: "Whether the holder has another card that works"
        case .attemptsSelfServiceUnlock: "How the self-service unlock went"
        case .attemptsAssistedUnlock: "How the assisted unlock went"
        case .attemptsSelfRenewal: "How the holder's own renewal went"
        case .attemptsAssistedRenewal: "How the assisted renewal went"
        case .attemptsRepair: "How the repair went"
        case .operatorRole: "Your role here"
        case .operatorCIMRole: "Your role in CIM"
        case .workstationSite: "The site"
        case .workstationReaders: "How many readers there are"
        case .workstationKeyboardReader: "Whether a reader is built into a keyboard"
        case .workstationDesignated: "Whether the computer is set up for renewals"
        case .replaceReason: "Why the card is replaced"
        }
    }
}
