import Handbook

/// What a session does with a route of the handbook.
enum RouteKind: Hashable, Sendable {
    /// Done now, and the card shows it.
    case onCard(CardChange)
    /// Done now; nothing on a card shows it.
    case inService
    /// Told, and done by others, elsewhere or later.
    case advice
    /// Another workflow comes first.
    case unlockFirst

    enum CardChange: Hashable, Sendable {
        case unlock, renewal, repair
    }

    init(_ route: Route) {
        self =
            switch route {
            case .selfServiceUnlock, .addEmailThenSelfService, .assistedUnlock: .onCard(.unlock)
            case .selfRenew, .assistedRenewal: .onCard(.renewal)
            case .repairCard: .onCard(.repair)
            case .amendInCIM, .editOwnProfile, .orderCard, .cancelThenOrder, .addPosition: .inService
            case .unlockFirst: .unlockFirst
            case .ask, .replaceCard, .nothingToUnlock, .askEmailEditor, .contactSmartcardTeam, .raiseTicket,
                .resolveAtOsprey, .takeCardToOsprey, .notDue, .referToPrimaryEmployer, .changeInESR,
                .chooseListedAddress:
                .advice
            }
    }
}

extension Route {
    /// The operator works in CIM under their own log-in.
    var needsLogin: Bool {
        switch self {
        case .assistedUnlock, .assistedRenewal, .repairCard, .amendInCIM, .addEmailThenSelfService, .editOwnProfile,
            .cancelThenOrder, .addPosition:
            true
        default: false
        }
    }

    /// The holder may take the card to any computer, and logs in there with it or not at all.
    var isForHolderAlone: Bool {
        [.selfServiceUnlock, .addEmailThenSelfService, .selfRenew].contains(self)
    }

    /// A security code is sent to the holder on the way.
    var awaitsCode: Bool { self == .selfServiceUnlock || self == .addEmailThenSelfService }

    /// The fact that a failed attempt sets (handbook-rules §1, "failed").
    var attempt: FactKey? {
        switch self {
        case .selfServiceUnlock: .attemptsSelfServiceUnlock
        case .assistedUnlock: .attemptsAssistedUnlock
        case .selfRenew: .attemptsSelfRenewal
        case .assistedRenewal: .attemptsAssistedRenewal
        case .repairCard: .attemptsRepair
        default: nil
        }
    }

    /// It ends in a ticket for the Digital Team.
    var endsInTicket: Bool {
        [.raiseTicket, .takeCardToOsprey, .resolveAtOsprey].contains(self)
    }
}
