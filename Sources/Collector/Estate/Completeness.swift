import AuditLog
import Foundation
import Instants
import JSON
import PostgreSQL

/// What was heard of every desk in a period: a statement that can be signed and checked without the collector.
///
/// Of a desk nothing is claimed after the moment at which its newest checkpoint was cosigned.
public struct Completeness: Hashable, Sendable {
    public let since: UTCInstant
    /// Inclusive.
    public let until: UTCInstant
    /// When it was made.
    public let at: UTCInstant
    /// Every enrolled desk, retired ones too, by name.
    public let desks: [Desk]

    public struct Desk: Hashable, Sendable {
        public let origin: String
        /// The numbers of the first and last cosigned event of the period, by the events' own time; nil where there is none.
        public let events: ClosedRange<Int64>?
        /// When the newest checkpoint was cosigned, as the cosignature itself says; nil where none was.
        public let heard: UTCInstant?
        /// That checkpoint with both signatures.
        public let note: String?
        /// The key that cosigned it, where that is a former one, which the database alone names.
        public let formerWitness: VerifierKey?
        /// So many events have lost their bodies, and with them their times.
        public let expired: Int64
        /// So many events are held. Fewer than were cosigned where only the witness's door knows the rest, or it is lost.
        public let held: Int64
        /// Events that were cosigned and aren't held, or that have lost their times, may be of the period.
        public let isUncertain: Bool

        /// No event in the period, and that is certain.
        public var isSilent: Bool { events == nil && !isUncertain }
    }

    private static let header = "ra-complete/v1"

    /// What is signed.
    public var text: String {
        var lines = [Self.header, "since \(since.rfc3339)", "until \(until.rfc3339)", "at \(at.rfc3339)"]
        for desk in desks {
            let events = desk.events.map { "\($0.lowerBound)-\($0.upperBound)" } ?? "none"
            lines.append(
                "desk \(desk.origin) events \(events) heard \(desk.heard?.rfc3339 ?? "never")"
                    + (desk.isSilent ? " silent" : ""))
            if let note = desk.note { lines.append("note \(Data(note.utf8).base64EncodedString())") }
            if let witness = desk.formerWitness { lines.append("witness \(witness.text)") }
            if desk.expired > 0 { lines.append("expired \(desk.expired)") }
            if desk.isUncertain { lines.append("held \(desk.held)") }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The signed statement.
    ///
    /// - Parameter key: the one that signs statements.
    public func signed(by key: SigningKey) throws -> SignedNote {
        SignedNote(text: text, signatures: [try key.sign(text)])
    }

    public var json: JSONValue {
        [
            "since": .string(since.rfc3339), "until": .string(until.rfc3339), "at": .string(at.rfc3339),
            "desks": .array(
                desks.map { desk in
                    [
                        "origin": .string(desk.origin),
                        "first": desk.events.map { .integer($0.lowerBound) } ?? .null,
                        "last": desk.events.map { .integer($0.upperBound) } ?? .null,
                        "heard": .optional(desk.heard?.rfc3339), "silent": .bool(desk.isSilent),
                        "checkpoint": .optional(desk.note), "formerWitness": .optional(desk.formerWitness?.text),
                        "expired": .integer(desk.expired), "held": .integer(desk.held),
                        "uncertain": .bool(desk.isUncertain),
                    ]
                }),
        ]
    }
}

extension EstateReader {
    /// What was heard in a period. Nothing is taken from the database that the desk and the witness haven't signed: each
    /// newest checkpoint is checked first.
    ///
    /// - Parameters:
    ///   - since: the period's first second.
    ///   - until: its last.
    ///   - now: when it is made.
    ///   - witness: the collector's own key.
    /// - Throws: ``CompletenessError``, `PostgreSQLError`
    public func completeness(
        since: UTCInstant, until: UTCInstant, now: UTCInstant, witness: VerifierKey
    ) throws -> Completeness {
        try connection.transaction("isolation level repeatable read, read only") {
            let former = try witnessKeys().filter { $0 != witness }
            let desks = try connection.run(
                """
                select log.id, origin, expired, held.first, held.last, \(KeptCheckpoint.columns),
                    least(log.size, coalesce((select max(index) + 1 from event where event.log = log.id), 0))
                from log
                left join lateral (
                    select * from checkpoint
                    where checkpoint.log = log.id and cosignature is not null order by size desc limit 1
                ) as checkpoint on true
                left join lateral (
                    select min(index) + 1 as first, max(index) + 1 as last from event
                    where event.log = log.id and time >= $1 and time <= $2 and index < checkpoint.size) as held on true
                order by origin
                """, [.instant(since), .instant(until)]
            ).map { row in
                let (origin, expired) = (try row.text(1), try row.integer(2))
                guard !row.isNull(5) else {
                    return Completeness.Desk(
                        origin: origin, events: nil, heard: nil, note: nil, formerWitness: nil, expired: expired,
                        held: try row.integer(10), isUncertain: false)
                }
                let kept = try KeptCheckpoint(row, at: 5)
                let keys = try deskKeys(try row.integer(0))
                if let trouble = kept.trouble(of: origin, desk: keys, witness: [witness] + former) {
                    throw CompletenessError(origin: origin, reason: trouble)
                }
                let checkpoint = kept.checkpoint(of: origin)
                let (held, isNone) = (try row.integer(10), row.isNull(3))
                let isUncertain =
                    try held < kept.size
                    || isNone && hasLostTimes(try row.integer(0), since, until, below: kept.size)
                let own = checkpoint?.cosigned(by: witness)
                let other = own == nil ? former.first { checkpoint?.cosigned(by: $0) != nil } : nil
                return Completeness.Desk(
                    origin: origin, events: isNone ? nil : try row.integer(3)...row.integer(4),
                    heard: (own ?? other.flatMap { checkpoint?.cosigned(by: $0) })
                        .map { UTCInstant(secondsSince1970: $0) },
                    note: checkpoint?.note, formerWitness: other, expired: expired, held: held,
                    isUncertain: isUncertain)
            }
            return Completeness(since: since, until: until, at: now, desks: desks)
        }
    }

    /// Whether an event without a body, and so without a time, stands between those before a period and those after it.
    private func hasLostTimes(
        _ log: Int64, _ since: UTCInstant, _ until: UTCInstant, below size: Int64
    ) throws -> Bool {
        try connection.run(
            """
            select exists (
                select from event where log = $1 and body is null and index < $4
                and index > coalesce((select max(index) from event where log = $1 and time < $2), -1)
                and index < coalesce((select min(index) from event where log = $1 and time > $3), $4))
            """, [.integer(log), .instant(since), .instant(until), .integer(size)])[0].bool(0)
    }
}

/// The database holds a newest checkpoint that wasn't signed as it says: nothing is stated of it.
public struct CompletenessError: Error, Hashable, Sendable {
    public let origin: String
    /// A sentence.
    public let reason: String
}
