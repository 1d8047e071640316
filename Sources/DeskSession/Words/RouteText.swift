import Handbook

/// The handbook's codes in plain English.
public enum RouteText {
    public static func sentence(for route: Route) -> String {
        switch route {
        case .ask: "more has to be known."
        case .replaceCard: "the card has to be replaced."
        case .nothingToUnlock: "there is nothing to unlock."
        case .selfServiceUnlock: "the holder unlocks the card with the self-service."
        case .addEmailThenSelfService: "add an email address in CIM; then the holder unlocks the card."
        case .assistedUnlock: "unlock the card here, in CIM, together with the holder."
        case .askEmailEditor: "ask somebody who may change an email address."
        case .contactSmartcardTeam: "pass it to the team that serves holders overseas."
        case .raiseTicket: "raise a ticket with the Digital Team."
        case .resolveAtOsprey: "it can't be done yet: put right what stands in the way."
        case .takeCardToOsprey: "the holder takes the card to Osprey Court."
        case .notDue: "the card can't be renewed yet."
        case .unlockFirst: "unlock the card first, then renew it."
        case .selfRenew: "the holder renews the card in CIM."
        case .referToPrimaryEmployer: "the holder's main employer renews the card."
        case .assistedRenewal: "renew the card here, in CIM, together with the holder."
        case .repairCard: "repair the card here, in CIM, together with the holder."
        case .changeInESR: "the address has to be corrected in ESR."
        case .chooseListedAddress: "another address is needed."
        case .editOwnProfile: "change the address on your own profile."
        case .amendInCIM: "change the address on the holder's profile in CIM."
        case .addPosition: "no new card: add a position to the profile."
        case .cancelThenOrder: "cancel the card, then order another."
        case .orderCard: "order another card."
        }
    }

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
