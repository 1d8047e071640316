import Instants
import PostgreSQL

/// How long events are kept, and whose rule that is.
public struct CollectorRetention: Hashable, Sendable {
    public let years: Int
    /// The policy that sets the figure.
    public let source: String

    public init(years: Int, source: String) {
        self.years = years
        self.source = source
    }

    /// Events before this have been kept long enough: the same day so many years ago; 29 February counts as the 28th.
    public func end(now: UTCInstant) -> UTCInstant {
        let (day, second) = (LondonTime.date(now), LondonTime.day(LondonTime.date(now)).lowerBound)
        let then =
            CivilDate(year: day.year - years, month: day.month, day: day.day)
            ?? CivilDate(year: day.year - years, month: day.month, day: 28)
        guard let then else { return UTCInstant(secondsSince1970: 0) }
        return LondonTime.day(then).lowerBound.adding(seconds: now.secondsSince1970 - second.secondsSince1970)
    }

    /// Removes the bodies of events that are older by their own time, and what was derived from them. Their leaf hashes
    /// stay, so that every proof stays whole. The tables' owner may do it; the service may not.
    ///
    /// - Returns: how many bodies were removed.
    /// - Throws: `PostgreSQLError`
    public func expire(_ connection: PostgreSQLConnection, now: UTCInstant) throws -> Int64 {
        try connection.transaction {
            let columns = EventColumns.names.map { "\($0) = null" }.joined(separator: ", ")
            return try connection.run(
                """
                with gone as (
                    update event set body = null, \(columns) where time < $1 and body is not null returning log),
                counted as (select log, count(*) as number from gone group by log),
                noted as (
                    update log set expired = expired + number from counted where log.id = counted.log returning number)
                select coalesce(sum(number), 0)::int8 from noted
                """, [.instant(end(now: now))])[0].integer(0)
        }
    }
}
