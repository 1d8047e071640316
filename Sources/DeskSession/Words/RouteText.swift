import Handbook

/// The handbook's codes in plain English.
public enum RouteText {
    public static func sentence(for reason: Reason) -> String {
        switch reason {
        case .ownCard: "it is your own card."
        case .operatorNotPermitted: "your role may not do it."
        case .notADesignatedWorkstation: "this computer isn't set up for renewals."
        case .needsTwoReaders: "it takes two readers."
        case .secondReaderNotAllowed: "a second reader isn't allowed at this site."
        case .holderNotPresent: "the holder isn't here."
        case .blockedSeries: "NHS England has blocked the card's series."
        case .repairFailed: "a repair has failed."
        case .addressMalformed: "the address isn't well formed."
        case .domainNotListed: "the address's domain isn't on the list."
        }
    }

    public static func sentence(for warning: Warning) -> String {
        switch warning {
        case .seriesUnknown: "the card's series isn't known; series 1 to 6 are blocked."
        case .seriesNotEstablished: "no source describes a card of that series."
        case .checkEmailDomain: "it isn't known whether the address's domain is allowed."
        case .selfServiceUnreliableAtSite: "self-service may not work at this site."
        case .unlockDuringRenewal: "the card is unlocked on the way."
        case .cardAlsoLocked: "the card is locked as well."
        case .underGuidance: "as a selected host you do this under guidance."
        case .keyboardReader: "a keyboard's reader can make CIM hang; two separate readers are better."
        case .assumed: "some answers weren't known."
        }
    }
}
