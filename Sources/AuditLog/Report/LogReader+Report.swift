import GRDB
import Instants

extension LogReader {
    /// The report on a month, read in pages: no more than one of them is held.
    ///
    /// - Throws: ``AuditLogError``
    public func report(on month: CivilMonth, now: UTCInstant) async throws -> AuditReport {
        var tally = ReportTally(month: month)
        var query = EventQuery()
        query.since = LondonTime.day(month.first).lowerBound
        query.until = LondonTime.day(month.last).upperBound
        var events = scan(query)
        while let page = try await events.nextPage() {
            for event in page { tally.add(event) }
        }
        // An outcome may have come after the month.
        query.isOpen = true
        var open: Set<Int64> = []
        var intents = scan(query)
        while let page = try await intents.nextPage() { open.formUnion(page.map(\.seq)) }
        return tally.report(at: now, origin: try await origin(), open: open)
    }

    /// The months of the log's first event and its last; nil where their times can't be read.
    public func months() async throws -> ClosedRange<CivilMonth>? {
        let times = try await read { db in
            try ["min", "max"].compactMap {
                try String.fetchOne(db, sql: "SELECT time FROM event WHERE seq = (SELECT \($0)(seq) FROM event)")
            }
        }
        let months = times.compactMap { UTCInstant(rfc3339: $0) }.map { CivilMonth(LondonTime.date($0)) }
        guard let first = months.first, let last = months.last, first <= last else { return nil }
        return first...last
    }

    /// The session of the last event that has one.
    public func lastSession() async throws -> String? {
        try await read { db in
            try String.fetchOne(
                db, sql: "SELECT session FROM event NOT INDEXED WHERE session IS NOT NULL ORDER BY seq DESC LIMIT 1")
        }
    }
}
