import GRDB
import Instants

/// Goes through the events of a query in pages. A page covers a range of numbers that is made wider or narrower, so that
/// reading one takes a few milliseconds.
///
/// Events that are appended meanwhile are not shown: the scan ends where the log ended when it began.
public struct EventScan: Sendable {
    private let reader: LogReader
    private let query: EventQuery
    private let newestFirst: Bool
    /// The numbers that are left, both ends included. Nil at the end, and before the beginning.
    private var remaining: ClosedRange<Int64>?
    private var hasBegun = false
    private var window: Int64

    /// The most events in one page.
    static let maximumEvents = 2_000

    init(_ reader: LogReader, query: EventQuery, newestFirst: Bool) {
        self.reader = reader
        self.query = query
        self.newestFirst = newestFirst
        // What an index finds is mostly little: it is asked for all at once, in the hope that it fits a page.
        window = query.usesIndex ? .max : 16_384
    }

    /// The next events that fit; may be empty. Nil at the end.
    public mutating func nextPage() async throws -> [StoredEvent]? {
        while true {
            if hasBegun, remaining == nil { return nil }
            let start = ContinuousClock.now
            let page = try await read()
            hasBegun = true
            remaining = page.remaining
            guard let range = page.range else { return nil }
            guard let events = page.events else {
                // Too wide. One event alone is always read.
                window = max(1, Int64(range.count) / 8)
                continue
            }
            resize(after: ContinuousClock.now - start, of: Int64(range.count))
            advance(past: range, isFull: events.count == EventScan.maximumEvents, last: events.last?.seq)
            return events
        }
    }

    private struct Page: Sendable {
        /// What was left before this page.
        var remaining: ClosedRange<Int64>?
        /// What was asked for; nil when nothing is left.
        var range: ClosedRange<Int64>?
        /// Nil when the time was up.
        var events: [StoredEvent]?
    }

    /// One read: where the log ends, if that isn't known yet, and a page.
    private func read() async throws -> Page {
        let scan = self
        return try await reader.read { db in
            if let page = try scan.onlyPage(db) { return page }
            let remaining = try scan.hasBegun ? scan.remaining : scan.wholeRange(db)
            guard let remaining else { return Page() }
            let width = min(scan.window, Int64(remaining.count))
            let range =
                scan.newestFirst
                ? remaining.upperBound - width + 1...remaining.upperBound
                : remaining.lowerBound...remaining.lowerBound + width - 1
            return Page(remaining: remaining, range: range, events: try scan.events(range, db))
        }
    }

    /// All that an index finds, where that is one page: then it doesn't matter where the log ends. Nil where it is more.
    private func onlyPage(_ db: Database) throws -> Page? {
        let all: ClosedRange<Int64> = 1...(.max - 1)
        guard !hasBegun, window == .max, query.since == nil, query.until == nil,
            let events = try events(all, db), events.count < EventScan.maximumEvents
        else { return nil }
        return Page(remaining: all, range: all, events: events)
    }

    private func events(_ range: ClosedRange<Int64>, _ db: Database) throws -> [StoredEvent]? {
        let (condition, arguments) = query.condition()
        let sql = """
            SELECT seq, body FROM event WHERE seq BETWEEN ? AND ? \(condition.isEmpty ? "" : "AND \(condition)")
            ORDER BY seq \(newestFirst ? "DESC" : "ASC") LIMIT \(EventScan.maximumEvents)
            """
        func rows() throws -> [StoredEvent] {
            let all = StatementArguments([range.lowerBound, range.upperBound]) + arguments
            let cursor = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: all)
            var events: [StoredEvent] = []
            while let row = try cursor.next() {
                let event = try StoredEvent(
                    seq: row.decode(atIndex: 0), read: row.decode(atIndex: 1), path: reader.path)
                // A tree of pages that leads into itself has no end.
                guard let last = events.last?.seq else {
                    events.append(event)
                    continue
                }
                guard newestFirst ? event.seq < last : event.seq > last else {
                    throw AuditLogError(.damaged("event \(event.seq) is out of order"), path: reader.path)
                }
                events.append(event)
            }
            return events
        }
        return range.count > 1 ? try reader.deadline.limited(rows) : try rows()
    }

    /// Aims at half of the time that a page may take.
    private mutating func resize(after elapsed: Duration, of width: Int64) {
        let factor = (ReadDeadline.limit / 2) / max(elapsed, .microseconds(10))
        // Numbers may lie as far apart as there are numbers.
        window = max(1, Int64(min(Double(width) * min(max(factor, 0.25), 16), 4e18)))
    }

    private mutating func advance(past range: ClosedRange<Int64>, isFull: Bool, last: Int64?) {
        guard let remaining else { return }
        if newestFirst {
            let next = (isFull ? last ?? range.lowerBound : range.lowerBound) - 1
            self.remaining = next >= remaining.lowerBound ? remaining.lowerBound...next : nil
        } else {
            let next = (isFull ? last ?? range.upperBound : range.upperBound) + 1
            self.remaining = next <= remaining.upperBound ? next...remaining.upperBound : nil
        }
    }

    /// The numbers between which all that the query wants lies. Times narrow it through their index where that is quick;
    /// they are looked at again for each event, because a clock may have been set back.
    private func wholeRange(_ db: Database) throws -> ClosedRange<Int64>? {
        guard let size = try Int64.fetchOne(db.cachedStatement(sql: "SELECT max(seq) FROM event")), size > 0 else {
            return nil
        }
        func bound(_ sql: String, _ time: String?, otherwise: Int64) throws -> Int64? {
            guard let time else { return otherwise }
            let found: Int64?? = try reader.deadline.limited { try Int64.fetchOne(db, sql: sql, arguments: [time]) }
            guard let found else { return otherwise }
            return found
        }
        let (since, until) = (query.since?.rfc3339, query.until?.rfc3339)
        guard let first = try bound("SELECT min(seq) FROM event WHERE time >= ?", since, otherwise: 1),
            let last = try bound("SELECT max(seq) FROM event WHERE time <= ?", until, otherwise: size),
            max(first, 1) <= min(last, .max - 1)
        else { return nil }
        return max(first, 1)...min(last, .max - 1)
    }
}
