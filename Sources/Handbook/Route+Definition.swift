/// The routes. To add one: its code in `Route`, its definition here, and the row that leads to it.
extension Route {
    public var definition: RouteDefinition {
        switch self {
        case .ask: RouteDefinition("more has to be known.", .advice) { _ in [] }
        case .replaceCard:
            RouteDefinition("the card has to be replaced.", .advice, done: "CARD ORDERED") { $0.orderCard }
        case .nothingToUnlock: RouteDefinition("there is nothing to unlock.", .advice) { $0.nothingToUnlock }
        case .selfServiceUnlock:
            RouteDefinition(
                "the holder unlocks the card with the self-service.", .onCard(.unlock), done: "UNLOCKED",
                failureSets: .attemptsSelfServiceUnlock, [.isForHolderAlone, .awaitsCode]
            ) { $0.selfServiceUnlock }
        case .addEmailThenSelfService:
            RouteDefinition(
                "add an email address in CIM; then the holder unlocks the card.", .onCard(.unlock), done: "UNLOCKED",
                [.needsLogin, .isForHolderAlone, .awaitsCode]
            ) { $0.addEmailThenSelfService }
        case .assistedUnlock:
            RouteDefinition(
                "unlock the card here, in CIM, together with the holder.", .onCard(.unlock), done: "UNLOCKED",
                failureSets: .attemptsAssistedUnlock, .needsLogin
            ) { $0.assistedUnlock }
        case .askEmailEditor:
            RouteDefinition("ask somebody who may change an email address.", .advice) { $0.askEmailEditor }
        case .contactSmartcardTeam:
            RouteDefinition("pass it to the team that serves holders overseas.", .advice, .goesToDigitalTeam) {
                $0.contactSmartcardTeam
            }
        case .raiseTicket:
            RouteDefinition("raise a ticket with the Digital Team.", .advice, [.endsInTicket, .goesToDigitalTeam]) {
                $0.raiseTicket
            }
        case .resolveAtOsprey:
            RouteDefinition("it can't be done yet: put right what stands in the way.", .advice, .endsInTicket) {
                $0.resolveAtOsprey
            }
        case .takeCardToOsprey:
            RouteDefinition(
                { "the holder takes the card to \($0.name)." }, .advice, [.endsInTicket, .goesToDigitalTeam],
                steps: { $0.takeCardToOsprey })
        case .notDue: RouteDefinition("the card can't be renewed yet.", .advice) { $0.notDue }
        case .unlockFirst:
            RouteDefinition("unlock the card first, then renew it.", .unlockFirst) { $0.unlockFirst }
        case .selfRenew:
            RouteDefinition(
                "the holder renews the card in CIM.", .onCard(.renewal), done: "RENEWED",
                failureSets: .attemptsSelfRenewal, .isForHolderAlone
            ) { $0.selfRenew }
        case .referToPrimaryEmployer:
            RouteDefinition("the holder's main employer renews the card.", .advice) { $0.referToPrimaryEmployer }
        case .assistedRenewal:
            RouteDefinition(
                "renew the card here, in CIM, together with the holder.", .onCard(.renewal), done: "RENEWED",
                failureSets: .attemptsAssistedRenewal, .needsLogin
            ) { $0.assistedService(.renewal) }
        case .repairCard:
            RouteDefinition(
                "repair the card here, in CIM, together with the holder.", .onCard(.repair), done: "REPAIRED",
                failureSets: .attemptsRepair, .needsLogin
            ) { $0.assistedService(.repair) }
        case .changeInESR: RouteDefinition("the address has to be corrected in ESR.", .advice) { $0.changeInESR }
        case .chooseListedAddress: RouteDefinition("another address is needed.", .advice) { $0.chooseListedAddress }
        case .editOwnProfile:
            RouteDefinition(
                "change the address on your own profile.", .inService, done: "EMAIL CHANGED", .needsLogin
            ) { $0.editOwnProfile }
        case .amendInCIM:
            RouteDefinition(
                "change the address on the holder's profile in CIM.", .inService, done: "EMAIL CHANGED", .needsLogin
            ) { $0.amendInCIM }
        case .addPosition:
            RouteDefinition(
                "no new card: add a position to the profile.", .inService, done: "POSITION ADDED", .needsLogin
            ) { $0.addPosition }
        case .cancelThenOrder:
            RouteDefinition(
                "cancel the card, then order another.", .inService, done: "CARD CANCELLED AND ANOTHER ORDERED",
                .needsLogin
            ) { $0.cancelThenOrder }
        case .orderCard:
            RouteDefinition("order another card.", .inService, done: "CARD ORDERED") { $0.orderCard }
        }
    }
}
