import Instants
import JSON

extension AuditReport {
    /// For programs; codes instead of words.
    public var json: JSONValue {
        [
            "schemaVersion": 1, "month": .string(month.iso8601), "at": .string(at.rfc3339), "log": .string(origin),
            "since": .string(LondonTime.day(month.first).lowerBound.rfc3339),
            "until": .string(LondonTime.day(month.last).upperBound.rfc3339),
            "simulated": .bool(isPractice), "events": .integer(Int64(eventCount)),
            "unreadable": .integer(Int64(unreadableCount)), "sessions": .integer(Int64(figures.sessionCount)),
            "workCount": .integer(Int64(figures.workCount)), "practiceCount": .integer(Int64(practiceCount)),
            "outOfHours": .integer(Int64(figures.outOfHoursCount)),
            "work": .array(figures.sortedWork.map { .object($0.work.members(outcomes: $0.outcomes)) }),
            "outcomes": .counts(figures.outcomes),
            "days": .array(
                figures.days.enumerated().map { day, count in
                    [
                        "date": .string(month.first.adding(days: Int64(day)).iso8601),
                        "count": .integer(Int64(count)),
                    ]
                }),
            "outsideRules": [
                "assumed": .integer(Int64(figures.assumedCount)),
                "notVerified": .integer(Int64(figures.notVerifiedCount)),
                "ownCard": .integer(Int64(figures.ownCardCount)),
                "openIntents": .array(figures.openIntents.map(JSONValue.integer)),
                "withoutSecondReader": .integer(Int64(figures.withoutSecondReaderCount)),
                "corrected": .integer(Int64(figures.correctedCount)),
                "operatorUnknown": .integer(Int64(figures.unknownOperatorCount)),
            ],
            "refusals": .counts(figures.refusals), "stops": .counts(figures.stops),
            "changes": .counts(figures.changes), "cannotSee": .array(AuditReport.blindSpots.map(JSONValue.string)),
        ]
    }
}

extension AuditReport.Work {
    fileprivate func members(outcomes: [String: Int]) -> [String: JSONValue] {
        [
            "operator": .optional(operatorUUID), "by": .string(doer.rawValue), "action": .string(action),
            "route": .optional(route), "outcomes": .counts(outcomes),
        ]
    }
}

extension JSONValue {
    fileprivate static func counts(_ counts: [String: Int]) -> JSONValue {
        .object(counts.mapValues { .integer(Int64($0)) })
    }
}
