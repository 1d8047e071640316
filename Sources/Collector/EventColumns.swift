import AuditLog
import Instants
import JSON
import PostgreSQL

/// What is searched for in events: derived from the body, null where it can't be.
struct EventColumns {
    /// The order of ``values``.
    static let names = [
        "time", "event", "session", "operator", "subject", "action", "outcome", "workstation", "intent", "expires_at",
        "guarded", "follow_up", "out_of_hours",
    ]

    let values: [SQLValue]
    let time: UTCInstant?
    /// Of a decision; kept for the whole log, not for each event.
    let ruleSet: String?
    /// The desk itself says that its clock was set back.
    let saysClockWentBack: Bool

    static let texts = ["event", "session", "operator", "subject", "action", "outcome", "workstation"]
    static let fieldNames =
        ["time"] + texts + ["intent", "expiresAt", "details.guard", "details.followUp", "ruleSet"]
    private static let fields = BodyFields(fieldNames)

    init(_ body: some Collection<UInt8>) {
        let event = StoredEvent(seq: 0, body: String(decoding: body, as: UTF8.self))
        guard let fields = try? Self.fields.values(of: event) else {
            values = Self.names.map { _ in .null }
            (time, ruleSet, saysClockWentBack) = (nil, nil, false)
            return
        }
        let time = fields[0].string.flatMap { UTCInstant(rfc3339: $0) }
        let texts = fields[1...Self.texts.count].map { $0.string.flatMap(Self.text) ?? .null }
        let rest = fields[(1 + Self.texts.count)...].map { $0 }
        let followUp = rest[3]
        self.time = time
        ruleSet = rest[4].string.flatMap { $0.utf8.contains(0) ? nil : $0 }
        saysClockWentBack = fields[1].string == EventCode.clockSteppedBack.rawValue
        values =
            [time.map(SQLValue.instant) ?? .null] + texts + [
                rest[0].integer.map(SQLValue.integer) ?? .null,
                rest[1].string.flatMap { UTCInstant(rfc3339: $0) }.map(SQLValue.instant) ?? .null,
                .bool(rest[2] != .null), .bool(followUp != .null && followUp != .array([])),
                time.map { .bool(OutOfHours.contains($0)) } ?? .null,
            ]
    }

    /// PostgreSQL's `text` holds no NUL, and nobody searches for one.
    private static func text(_ value: String) -> SQLValue? { value.utf8.contains(0) ? nil : .text(value) }
}
