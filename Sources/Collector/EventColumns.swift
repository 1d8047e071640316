import Foundation
import Instants
import JSON
import PostgreSQL

/// What is searched for in events: derived from the body, null where it can't be.
struct EventColumns {
    static let names = ["time", "event", "session", "operator", "subject", "action", "outcome", "workstation"]

    let values: [SQLValue]

    init(_ body: [UInt8]) {
        let json = try? JSONValue(parsing: Data(body))
        let time = json?["time"]?.string.flatMap { UTCInstant(rfc3339: $0) }
        values =
            [time.map(SQLValue.instant) ?? .null]
            + Self.names.dropFirst().map { name in json?[name]?.string.flatMap(Self.text) ?? .null }
    }

    /// PostgreSQL's `text` holds no NUL, and nobody searches for one.
    private static func text(_ value: String) -> SQLValue? { value.utf8.contains(0) ? nil : .text(value) }
}
