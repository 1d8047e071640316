import Instants

/// What auditors ask first, ready-made.
public enum Question: String, CaseIterable, Sendable {
    case cardHistory = "card-history"
    case operatorWeek = "operator-week"
    case outOfHours = "out-of-hours"
    case openIntents = "open-intents"
    case refusals
    case expiredWhileEligible = "expired-while-eligible"
    case ownCard = "own-card"
    case followUps = "follow-ups"

    /// What it can't be asked without: one person.
    public enum Person: Hashable, Sendable {
        /// The holder of a card.
        case holder
        /// Whoever worked at the desk.
        case `operator`
    }

    /// Whose UUID has to be given with it; nil where none has.
    public var needs: Person? {
        switch self {
        case .cardHistory: .holder
        case .operatorWeek: .operator
        default: nil
        }
    }

    /// One line for people.
    public var explanation: String {
        switch self {
        case .cardHistory: "all about one person's card"
        case .operatorWeek: "one operator's last seven days"
        case .outOfHours: "outside Monday to Friday, 8:00 to 18:30"
        case .openIntents: "work that was begun and whose end is not recorded"
        case .refusals: "what was not done, and why"
        case .expiredWhileEligible: "cards seen expired that were seen before while renewal was open"
        case .ownCard: "operator and holder are the same person"
        case .followUps: "what a session left to be done later, such as collecting a card"
        }
    }

    /// The query it stands for, to be narrowed with filters.
    public func query(now: UTCInstant) -> EventQuery {
        var query = EventQuery()
        switch self {
        case .cardHistory: break
        case .operatorWeek: query.since = now.adding(seconds: -7 * UTCInstant.secondsPerDay)
        case .outOfHours: query.isOutOfHours = true
        case .openIntents: query.isOpen = true
        case .refusals: query.isRefusal = true
        case .expiredWhileEligible: query.expiredWhileEligible = true
        case .ownCard: query.isOwnCard = true
        case .followUps: query.hasFollowUp = true
        }
        return query
    }
}
