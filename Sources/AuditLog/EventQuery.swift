import GRDB
import Instants
import NHSCards

/// Which events are wanted. All conditions hold together; one that is nil or false is no condition.
public struct EventQuery: Hashable, Sendable {
    /// Not before this.
    public var since: UTCInstant?
    /// Not after this.
    public var until: UTCInstant?
    public var subject: String?
    public var operatorUUID: String?
    public var action: String?
    public var outcome: String?
    public var workstation: String?
    public var session: String?
    public var code: EventCode?
    /// Intents that no outcome closed.
    public var isOpen = false
    /// Outside of the hours in ``OutOfHours``.
    public var isOutOfHours = false
    /// Refusals, and outcomes that are one. A card that went or came before anything was begun is none, though older
    /// logs call it so.
    public var isRefusal = false
    /// What is to be done later, as a session's end keeps it.
    public var hasFollowUp = false
    /// The operator worked on their own card.
    public var isOwnCard = false
    /// The card had expired, and an earlier event saw the same certificates while they could still be renewed.
    public var expiredWhileEligible = false

    public init() {}
}

extension EventQuery {
    /// True when an index leads to the events, and not past all of them.
    var usesIndex: Bool {
        session != nil || subject != nil || operatorUUID != nil || isOpen || isRefusal || hasFollowUp || code != nil
    }

    /// SQL without the range of `seq`, and its arguments. Of the columns that have an index only the most selective one
    /// may use it (a `+` before the others), so that rows come in order of `seq` and a page stays short.
    func condition() -> (sql: String, arguments: StatementArguments) {
        var terms: [String] = []
        var arguments: [any DatabaseValueConvertible] = []
        var hasDriver = false
        func equal(_ column: String, _ value: String?) {
            guard let value else { return }
            terms.append(hasDriver ? "+\(column) = ?" : "\(column) = ?")
            arguments.append(value)
            hasDriver = true
        }
        equal("session", session)
        equal("subject", subject)
        equal("operator", operatorUUID)
        if isOpen {
            terms.append(
                """
                \(hasDriver ? "+" : "")event = \(EventCode.intent.sql)
                AND NOT EXISTS (SELECT 1 FROM event AS closing WHERE closing.intent = event.seq)
                """)
            hasDriver = true
        }
        if isRefusal {
            terms.append(
                """
                \(hasDriver ? "+" : "")event IN (\(EventCode.refusal.sql), \(EventCode.outcome.sql))
                AND (event = \(EventCode.refusal.sql) OR outcome = '\(EventOutcome.refused.rawValue)')
                AND (json_extract(body, '$.details.guard') IS NULL OR \(EventQuery.routeHasBegun))
                """)
            hasDriver = true
        }
        if hasFollowUp {
            terms.append(
                """
                \(hasDriver ? "+" : "")event = \(EventCode.sessionEnded.sql)
                AND coalesce(json_extract(body, '$.details.followUp'), '[]') != '[]'
                """)
            hasDriver = true
        }
        equal("event", code?.rawValue)
        hasDriver = true
        equal("action", action)
        equal("outcome", outcome)
        equal("workstation", workstation)
        if let since {
            terms.append("+time >= ?")
            arguments.append(since.rfc3339)
        }
        if let until {
            terms.append("+time <= ?")
            arguments.append(until.rfc3339)
        }
        if isOwnCard { terms.append("+operator = +subject") }
        if expiredWhileEligible { terms.append(EventQuery.expiredWhileEligible) }
        if isOutOfHours { terms.append("\(OutOfHours.functionName)(time)") }
        return (terms.map { "(\($0))" }.joined(separator: " AND "), StatementArguments(arguments))
    }

    /// A route begins with its intent.
    private static let routeHasBegun = """
        EXISTS (
            SELECT 1 FROM event AS begun
            WHERE begun.session = event.session AND +begun.event = \(EventCode.intent.sql) AND begun.seq < event.seq)
        """

    /// SQLite's days have 24 hours, as the window's have. Instants have one form, so they compare as text.
    private static let expiredWhileEligible = """
        time > expires_at AND EXISTS (
            SELECT 1 FROM event AS earlier
            WHERE earlier.subject = event.subject AND earlier.expires_at = event.expires_at
            AND earlier.time <= earlier.expires_at
            AND earlier.time >= strftime('%Y-%m-%dT%H:%M:%SZ', earlier.expires_at, '-\(RenewalWindow.days) days'))
        """
}

extension EventCode {
    /// Codes are ours, and hold no quotes.
    fileprivate var sql: String { "'\(rawValue)'" }
}
