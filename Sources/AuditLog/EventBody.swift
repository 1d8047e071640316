import Instants
import JSON

/// What an event says when it is written down.
enum EventBody {
    /// The version of the body's shape, `schemaVersion` in it.
    static let schemaVersion: Int64 = 1

    /// What the log knows and the event doesn't.
    struct Stamp {
        var seq: Int64
        /// The log's origin, so that an event can't pass for one of another log.
        var log: String
        var time: UTCInstant
        var monotonicMilliseconds: Int64
        var bootID: String
        var context: LogContext
    }

    /// The canonical line. Every member is always there; an unknown is `null`.
    static func line(_ event: AuditEvent, stamp: Stamp) throws(EventMistake) -> String {
        let members = members(event, stamp: stamp)
        for (name, value) in members { try EventPrivacy.check(value, of: name) }
        try checkUUID(event.operatorUUID, member: "operator")
        try checkUUID(event.subject, member: "subject")
        let line = try CanonicalJSON.line(ofSorted: members)
        guard line.utf8.count <= LogBounds.bodyBytes else { throw .tooLong(bytes: line.utf8.count) }
        return line
    }

    /// In the order of their names.
    static func members(_ event: AuditEvent, stamp: Stamp) -> KeyValuePairs<String, JSONValue> {
        [
            "action": .optional(event.action),
            "atr": .optional(event.card?.atr),
            "bootId": .string(stamp.bootID),
            "certificates": event.card.map(certificates) ?? .null,
            "details": .object(event.details),
            "event": .string(event.code.rawValue),
            "expiresAt": .optional(event.card?.expiresAt?.rfc3339),
            "facts": event.decision?.facts ?? .null,
            "intent": event.intent.map(JSONValue.integer) ?? .null,
            "log": .string(stamp.log),
            "monotonicMilliseconds": .integer(stamp.monotonicMilliseconds),
            "operator": .optional(event.operatorUUID),
            "operatorRole": .optional(event.operatorRole),
            "outcome": .optional(event.outcome?.rawValue),
            "readers": .array(event.readers.map(JSONValue.string)),
            "reasons": event.decision.map { .array($0.reasons.map(JSONValue.string)) } ?? .null,
            // An intent and its outcome have it among their details too, where older logs have it alone.
            "route": event.decision.map { .string($0.route) } ?? event.details["route"] ?? .null,
            "ruleSet": .optional(event.decision?.ruleSet),
            "schemaVersion": .integer(schemaVersion),
            "seq": .integer(stamp.seq),
            "series": .optional(event.card?.series),
            "session": .optional(event.session),
            "simulated": .bool(stamp.context.simulated),
            "site": .optional(stamp.context.site),
            "subject": .optional(event.subject),
            "time": .string(stamp.time.rfc3339),
            "warnings": event.decision.map { .array($0.warnings.map(JSONValue.string)) } ?? .null,
            "workstation": .string(stamp.context.workstation),
        ]
    }

    private static func certificates(of card: CardRecord) -> JSONValue {
        guard card.certificatesBefore != nil || card.certificatesAfter != nil else { return .null }
        return [
            "before": card.certificatesBefore.map(list) ?? .null,
            "after": card.certificatesAfter.map(list) ?? .null,
        ]
    }

    private static func list(_ certificates: [CertificateRecord]) -> JSONValue {
        .array(
            certificates.map {
                [
                    "use": .string($0.use), "serialNumber": .string($0.serialNumber),
                    "notAfter": .optional($0.notAfter?.rfc3339),
                ]
            })
    }

    private static func checkUUID(_ uuid: String?, member: String) throws(EventMistake) {
        guard let uuid else { return }
        let isDigits = uuid.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isDigits, (1...20).contains(uuid.utf8.count) else { throw .notAUUID(member: member) }
    }
}
