import AuditLog
import Instants
import NHSCards
import PostgreSQL

/// Which events of which desks are wanted. All conditions hold together.
public struct EstateQuery: Hashable, Sendable {
    /// As one desk's log is asked.
    public var events: EventQuery
    /// A log's origin; the logs that it succeeds, and that succeed it, are meant too.
    public var desk: String?
    /// The id of the desks' site.
    public var site: String?

    public init(_ events: EventQuery = EventQuery(), desk: String? = nil, site: String? = nil) {
        self.events = events
        self.desk = desk
        self.site = site
    }
}

/// A query as PostgreSQL is asked: what stands after `where`, and its values.
struct EventCondition {
    private(set) var terms = ["body is not null"]
    private(set) var values: [SQLValue] = []

    var sql: String { terms.map { "(\($0))" }.joined(separator: " and ") }

    /// - Parameters:
    ///   - query: as one desk's log is asked.
    ///   - logs: those that are meant; nil for all.
    init(_ query: EventQuery, logs: [Int64]?) {
        if let logs {
            terms.append(logs.isEmpty ? "false" : "log in (\(logs.map(String.init).joined(separator: ", ")))")
        }
        equal("session", query.session, isIndexed: true)
        equal("subject", query.subject, isIndexed: true)
        equal("operator", query.operatorUUID, isIndexed: true)
        equal("event", query.code?.rawValue)
        equal("action", query.action)
        equal("outcome", query.outcome)
        equal("workstation", query.workstation)
        if let since = query.since { add("time >= ", .instant(since)) }
        if let until = query.until { add("time <= ", .instant(until)) }
        if query.isOpen {
            terms.append(
                """
                event = '\(EventCode.intent)'
                and not exists (
                    select from event as closing where closing.log = event.log and closing.intent = event.index + 1)
                """)
        }
        if query.isRefusal {
            terms.append(
                """
                event in ('\(EventCode.refusal)', '\(EventCode.outcome)')
                and (event = '\(EventCode.refusal)' or outcome = '\(EventOutcome.refused.rawValue)')
                and (not guarded or exists (
                    select from event as begun where \(Self.same("session", "begun")) and begun.log = event.log
                    and begun.event = '\(EventCode.intent)' and begun.index < event.index))
                """)
        }
        if query.hasFollowUp { terms.append("event = '\(EventCode.sessionEnded)' and follow_up") }
        if query.isOwnCard { terms.append("operator = subject") }
        if query.isOutOfHours { terms.append("out_of_hours") }
        if query.expiredWhileEligible {
            // Days of the window have 24 hours.
            terms.append(
                """
                time > expires_at and exists (
                    select from event as earlier
                    where \(Self.same("subject", "earlier")) and earlier.expires_at = event.expires_at
                    and earlier.time <= earlier.expires_at
                    and earlier.time >= earlier.expires_at - interval '\(RenewalWindow.days * 24) hours')
                """)
        }
    }

    /// So many characters of a text are in its index, because a B-tree takes no long ones; the schema has the same.
    private static let indexedLength = 200

    private mutating func equal(_ column: String, _ value: String?, isIndexed: Bool = false) {
        guard let value else { return }
        // No text in the database holds a NUL.
        guard !value.utf8.contains(0) else { return terms.append("false") }
        let length = Self.indexedLength
        // Of a short text the beginning is all, so that the server's statistics of the beginning are right for it.
        if isIndexed, value.unicodeScalars.count < length { return add("left(\(column), \(length)) = ", .text(value)) }
        add("\(column) = ", .text(value))
        if isIndexed { terms.append("left(\(column), \(length)) = left($\(values.count)::text, \(length))") }
    }

    /// The same text in another row, by the index.
    private static func same(_ column: String, _ other: String) -> String {
        """
        left(\(other).\(column), \(indexedLength)) = left(event.\(column), \(indexedLength))
        and \(other).\(column) = event.\(column)
        """
    }

    private mutating func add(_ text: String, _ value: SQLValue) {
        values.append(value)
        terms.append("\(text)$\(values.count)")
    }
}
