import AuditLog
import Instants
import JSON
import PostgreSQL

/// How one desk's log stands.
public struct DeskStatus: Hashable, Sendable {
    /// The first that holds, in this order.
    public enum State: String, CaseIterable, Hashable, Sendable {
        case retired, forked, restored, silent, behind, ok
    }

    public let origin: String
    public let site: String?
    /// What was noted when it was enrolled.
    public let note: String?
    /// The log that it succeeds.
    public let succeeds: String?
    /// How many events are held.
    public let size: Int64
    public let state: State
    /// Nil where it was never heard.
    public let lastContact: UTCInstant?
    /// The size of the newest cosigned checkpoint; nil where nothing was cosigned.
    public let cosigned: Int64?
    /// Of the newest event that has one.
    public let ruleSet: String?
    public let clockWentBack: Bool
    /// So many events were kept long enough, and have no body any more.
    public let expired: Int64

    public var json: JSONValue {
        [
            "origin": .string(origin), "site": .optional(site), "size": .integer(size),
            "state": .string(state.rawValue),
            "lastContact": .optional(lastContact?.rfc3339), "cosigned": cosigned.map(JSONValue.integer) ?? .null,
            "ruleSet": .optional(ruleSet), "clockWentBack": .bool(clockWentBack), "expired": .integer(expired),
        ]
    }
}

extension EstateReader {
    /// All desks, by name.
    ///
    /// - Parameters:
    ///   - now: what silence is counted to.
    ///   - silentAfterHours: without contact for so long a desk is silent; one that was never heard, since its enrolment.
    ///   - cosigned: the file beside the key, where this user may read it.
    /// - Throws: `PostgreSQLError`, ``CosignedFileError``
    public func desks(
        now: UTCInstant, silentAfterHours: Int, cosigned: CosignedFile? = nil
    ) throws -> [DeskStatus] {
        // Read first: what it says now is in whatever is read of the database later.
        let entries = try cosigned?.entries()
        let silent = now.adding(seconds: -Int64(silentAfterHours) * 3600)
        return try connection.run(
            """
            select origin, site, note, size, retired_at is not null,
                exists (select from fork where fork.log = log.id), restored_to, last_contact, enrolled_at,
                (select max(size) from checkpoint where checkpoint.log = log.id and cosignature is not null),
                rule_set, clock_went_back, expired,
                (select former.origin from log as former where former.id = log.succeeds)
            from log order by log.origin
            """
        ).map { row in
            let (origin, size) = (try row.text(0), try row.integer(3))
            let contact = row.isNull(7) ? nil : UTCInstant(postgreSQL: try row.timestamp(7))
            let heard = try contact ?? UTCInstant(postgreSQL: row.timestamp(8))
            var cosignedSize = row.isNull(9) ? nil : try row.integer(9)
            var restoredTo = try row.integer(6)
            if let entry = entries?(origin) {
                restoredTo = max(restoredTo, entry.held)
                if entry.size > cosignedSize ?? 0 {
                    restoredTo = max(restoredTo, entry.size)
                    cosignedSize = entry.size
                }
            }
            let state: DeskStatus.State =
                if try row.bool(4) {
                    .retired
                } else if try row.bool(5) {
                    .forked
                } else if restoredTo > size {
                    .restored
                } else if heard <= silent {
                    .silent
                } else if let cosignedSize, cosignedSize > size {
                    .behind
                } else {
                    .ok
                }
            return DeskStatus(
                origin: origin, site: row.isNull(1) ? nil : try row.text(1),
                note: row.isNull(2) ? nil : try row.text(2),
                succeeds: row.isNull(13) ? nil : try row.text(13), size: size, state: state, lastContact: contact,
                cosigned: cosignedSize, ruleSet: row.isNull(10) ? nil : try row.text(10),
                clockWentBack: try row.bool(11), expired: try row.integer(12))
        }
    }
}
