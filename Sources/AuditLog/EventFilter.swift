import Instants

/// What events are searched for, as a person says it: every filter that is given holds. What no event can have is a mistake,
/// because "nothing fits" would look like a clean record.
public struct EventFilter: Hashable, Sendable {
    public var question: Question?
    public var since: TimeExpression?
    public var until: TimeExpression?
    /// Twelve digits, or nothing.
    public var subject: String?
    public var `operator`: String?
    public var action: String?
    public var outcome: EventOutcome?
    public var workstation: String?
    public var session: String?
    public var code: EventCode?
    public var isOpen = false
    public var isOutOfHours = false

    public init() {}

    /// Why a filter can't be used.
    public enum Mistake: Error, Hashable, Sendable {
        case notAUUID(field: String)
        case noSuchAction
        case needs(Question, field: String)
        case sinceAfterUntil
    }

    /// Workflows, and the jobs that a preflight was for.
    public static let actions = ["unlock", "renew", "email", "replace", "self-service", "audit"]

    /// - Throws: ``Mistake`` for what no event can have.
    public func check() throws(Mistake) {
        for (field, uuid) in [("subject", subject), ("operator", `operator`)] {
            guard let uuid else { continue }
            guard uuid.utf8.count == 12, uuid.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw .notAUUID(field: field)
            }
        }
        if let action, !EventFilter.actions.contains(action) { throw .noSuchAction }
        if question == .cardHistory, subject == nil { throw .needs(.cardHistory, field: "subject") }
        if question == .operatorWeek, `operator` == nil { throw .needs(.operatorWeek, field: "operator") }
    }

    /// - Throws: ``Mistake`` where the times leave nothing between them, or as ``check()``.
    public func query(now: UTCInstant) throws(Mistake) -> EventQuery {
        try check()
        var query = question?.query(now: now) ?? EventQuery()
        query.since = since?.range(now: now).lowerBound ?? query.since
        query.until = until?.range(now: now).upperBound
        if since != nil, let first = query.since, let last = query.until, first > last { throw .sinceAfterUntil }
        query.subject = subject
        query.operatorUUID = `operator`
        query.action = action
        query.outcome = outcome?.rawValue
        query.workstation = workstation
        query.session = session
        query.code = code
        query.isOpen = query.isOpen || isOpen
        query.isOutOfHours = query.isOutOfHours || isOutOfHours
        return query
    }
}
