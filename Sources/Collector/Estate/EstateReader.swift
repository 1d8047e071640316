import AuditLog
import Foundation
import Instants
import PostgreSQL

/// Answers across desks. Reads only; any role that may read will do. Every call blocks until the server has answered.
public struct EstateReader {
    let connection: PostgreSQLConnection

    public init(_ connection: PostgreSQLConnection) { self.connection = connection }

    /// Events, by their own time; those without one that can be read come first. At one time a desk's come in its own order.
    ///
    /// - Parameters:
    ///   - query: which events.
    ///   - limit: how many at most.
    ///   - newestFirst: from the end.
    /// - Throws: ``EstateError``, `PostgreSQLError`
    public func events(
        _ query: EstateQuery, limit: Int, newestFirst: Bool = false
    ) throws -> [CollectedEvent] {
        let names = try logs()
        let condition = EventCondition(query.events, logs: try names.meant(by: query))
        return try connection.run(
            Self.select(condition, newestFirst ? .newestFirst : .time) + " limit \(max(limit, 0))", condition.values
        ).map { try names.event($0) }
    }

    /// Goes through all events that fit, in the same order, as of one moment. Holds one page of them at a time.
    ///
    /// - Parameters:
    ///   - query: which events.
    ///   - order: by their time, or each desk's in its own order, one desk after the other.
    ///   - page: gets the next events. Returns false to end it.
    /// - Throws: ``EstateError``, `PostgreSQLError`, and what the body throws.
    public func scan(
        _ query: EstateQuery, order: Order = .time, page: ([CollectedEvent]) throws -> Bool
    ) throws {
        try connection.transaction("isolation level repeatable read, read only") {
            let names = try logs()
            let condition = EventCondition(query.events, logs: try names.meant(by: query))
            try connection.run(
                "declare found no scroll cursor for " + Self.select(condition, order),
                condition.values)
            while true {
                let rows = try connection.run("fetch \(Self.pageLength) from found")
                guard !rows.isEmpty, try page(rows.map { try names.event($0) }), rows.count == Self.pageLength else {
                    return
                }
            }
        }
    }

    /// How many events fit.
    ///
    /// - Throws: ``EstateError``, `PostgreSQLError`
    public func count(_ query: EstateQuery) throws -> Int64 {
        let condition = EventCondition(query.events, logs: try logs().meant(by: query))
        return try connection.run("select count(*) from event where \(condition.sql)", condition.values)[0].integer(0)
    }

    /// One event by its number in its log; nil where it isn't held, or its body has been removed.
    ///
    /// - Throws: ``EstateError``, `PostgreSQLError`
    public func event(_ seq: Int64, of desk: String) throws -> CollectedEvent? {
        let names = try logs()
        guard let id = names.id(desk) else { throw EstateError.unknownDesk(desk) }
        return try connection.run(
            "select log, index, body from event where log = $1 and index = $2 and body is not null",
            [.integer(id), .integer(seq - 1)]
        ).first.map { try names.event($0) }
    }

    /// The session of the newest event that has one.
    ///
    /// - Throws: ``EstateError``, `PostgreSQLError`
    public func lastSession(_ query: EstateQuery = EstateQuery()) throws -> String? {
        let condition = EventCondition(query.events, logs: try logs().meant(by: query))
        return try connection.run(
            """
            select session from event where session is not null and \(condition.sql)
            order by time desc nulls last limit 1
            """, condition.values
        ).first.map { try $0.text(0) }
    }

    /// How the work of a period ended: outcomes by London day, action and outcome, simulated ones left in.
    ///
    /// - Throws: ``EstateError``, `PostgreSQLError`
    public func work(_ query: EstateQuery) throws -> [WorkCount] {
        var query = query
        query.events.code = .outcome
        let condition = EventCondition(query.events, logs: try logs().meant(by: query))
        return try connection.run(
            """
            select to_char(time at time zone 'Europe/London', 'YYYY-MM-DD'), coalesce(action, ''), coalesce(outcome, ''),
                count(*) from event where time is not null and \(condition.sql) group by 1, 2, 3 order by 1, 2, 3
            """, condition.values
        ).compactMap { row in
            guard let day = CivilDate(iso8601: try row.text(0)) else { return nil }
            return WorkCount(
                day: day, action: try row.text(1), outcome: try row.text(2), count: Int(try row.integer(3)))
        }
    }

    static let pageLength = 1_000

    /// In which order events come.
    public enum Order: Sendable {
        case time, newestFirst, log

        fileprivate var sql: String {
            switch self {
            case .time: "time nulls first, log, index"
            case .newestFirst: "time desc nulls last, log desc, index desc"
            case .log: "log, index"
            }
        }
    }

    private static func select(_ condition: EventCondition, _ order: Order) -> String {
        "select log, index, body from event where \(condition.sql) order by \(order.sql)"
    }

    func logs() throws -> LogNames {
        LogNames(
            try connection.run("select id, origin, site, succeeds from log order by id").map { row in
                LogNames.Log(
                    id: try row.integer(0), origin: try row.text(1), site: row.isNull(2) ? nil : try row.text(2),
                    succeeds: row.isNull(3) ? nil : try row.integer(3))
            })
    }
}

/// An event, and where it comes from.
public struct CollectedEvent: Hashable, Sendable {
    /// Its log's name.
    public let origin: String
    /// The id of the desk's site, as it was enrolled.
    public let site: String?
    public let event: StoredEvent
}

/// How often a kind of work ended in a way on a day in London.
public struct WorkCount: Hashable, Sendable {
    public let day: CivilDate
    /// Empty where the event has none.
    public let action: String
    public let outcome: String
    public let count: Int
}

/// A question that names what isn't there: an empty answer would look like a clean record.
public enum EstateError: Error, Hashable, Sendable {
    case unknownDesk(String)
    case unknownSite(String)
    case unknownFork(Int64)
}

/// The logs by name, as few as there are desks.
struct LogNames {
    struct Log {
        let id: Int64
        let origin: String
        let site: String?
        let succeeds: Int64?
    }

    private let logs: [Int64: Log]

    init(_ logs: [Log]) { self.logs = Dictionary(uniqueKeysWithValues: logs.map { ($0.id, $0) }) }

    func id(_ origin: String) -> Int64? { logs.values.first { $0.origin.utf8.elementsEqual(origin.utf8) }?.id }

    /// The logs that a query means; nil for all. A desk's other lives come with it.
    func meant(by query: EstateQuery) throws(EstateError) -> [Int64]? {
        var meant: Set<Int64>?
        if let desk = query.desk {
            guard let id = id(desk) else { throw .unknownDesk(desk) }
            meant = lives(of: id)
        }
        if let site = query.site {
            let there = Set(logs.values.filter { $0.site?.utf8.elementsEqual(site.utf8) ?? false }.map(\.id))
            guard !there.isEmpty else { throw .unknownSite(site) }
            meant = meant.map { $0.intersection(there) } ?? there
        }
        return meant?.sorted()
    }

    private func lives(of id: Int64) -> Set<Int64> {
        var found: Set<Int64> = [id]
        var isGrowing = true
        while isGrowing {
            let more = logs.values.filter { log in
                guard let former = log.succeeds else { return false }
                return found.contains(log.id) != found.contains(former)
            }
            for log in more { found.formUnion([log.id, log.succeeds ?? log.id]) }
            isGrowing = !more.isEmpty
        }
        return found
    }

    /// From `log`, `index` and `body`.
    func event(_ row: Row) throws -> CollectedEvent {
        let log = logs[try row.integer(0)]
        return CollectedEvent(
            origin: log?.origin ?? "", site: log?.site,
            event: StoredEvent(
                seq: try row.integer(1) + 1, body: String(decoding: try row.bytes(2), as: UTF8.self)))
    }
}
