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
    /// The numbers that are left, both ends included.
    private var remaining: ClosedRange<Int64>?
    private var window: Int64 = 16_384

    /// The most events in one page.
    static let maximumEvents = 2_000

    init(_ reader: LogReader, query: EventQuery, newestFirst: Bool) async throws {
        self.reader = reader
        self.query = query
        self.newestFirst = newestFirst
        remaining = try await EventScan.range(of: query, in: reader)
    }

    /// The next events that fit; may be empty. Nil at the end.
    public mutating func nextPage() async throws -> [StoredEvent]? {
        while let remaining {
            let range =
                newestFirst
                ? max(remaining.lowerBound, remaining.upperBound - window + 1)...remaining.upperBound
                : remaining.lowerBound...min(remaining.upperBound, remaining.lowerBound + window - 1)
            let start = ContinuousClock.now
            guard let events = try await fetch(range) else {
                // Too wide. One event alone is always read.
                window = max(1, window / 8)
                continue
            }
            resize(after: ContinuousClock.now - start)
            advance(past: range, isFull: events.count == EventScan.maximumEvents, last: events.last?.seq)
            return events
        }
        return nil
    }

    private func fetch(_ range: ClosedRange<Int64>) async throws -> [StoredEvent]? {
        let (condition, arguments) = query.condition()
        let sql = """
            SELECT seq, body FROM event WHERE seq BETWEEN ? AND ? \(condition.isEmpty ? "" : "AND \(condition)")
            ORDER BY seq \(newestFirst ? "DESC" : "ASC") LIMIT \(EventScan.maximumEvents)
            """
        let deadline = range.count > 1 ? reader.deadline : nil
        return try await reader.read { db in
            func rows() throws -> [StoredEvent] {
                let all = StatementArguments([range.lowerBound, range.upperBound]) + arguments
                let cursor = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: all)
                var events: [StoredEvent] = []
                while let row = try cursor.next() { events.append(StoredEvent(seq: row[0], body: row[1])) }
                return events
            }
            return try deadline.map { try $0.limited(rows) } ?? rows()
        }
    }

    /// Aims at half of the time that a page may take.
    private mutating func resize(after elapsed: Duration) {
        let factor = (ReadDeadline.limit / 2) / max(elapsed, .microseconds(10))
        window = Int64(min(Double(window) * min(max(factor, 0.25), 16), 1e12))
        window = max(window, 1)
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
    private static func range(of query: EventQuery, in reader: LogReader) async throws -> ClosedRange<Int64>? {
        let deadline = reader.deadline
        return try await reader.read { db in
            guard let size = try Int64.fetchOne(db, sql: "SELECT max(seq) FROM event"), size > 0 else { return nil }
            func bound(_ sql: String, _ time: String?, otherwise: Int64) throws -> Int64? {
                guard let time else { return otherwise }
                let found: Int64?? = try deadline.limited { try Int64.fetchOne(db, sql: sql, arguments: [time]) }
                guard let found else { return otherwise }
                return found
            }
            guard
                let first = try bound(
                    "SELECT min(seq) FROM event WHERE time >= ?", query.since?.rfc3339, otherwise: 1),
                let last = try bound(
                    "SELECT max(seq) FROM event WHERE time <= ?", query.until?.rfc3339, otherwise: size),
                first <= last
            else { return nil }
            return first...last
        }
    }
}
