import AuditLog
import Instants
import JSON
import PlainText

/// An event as a row of a table.
public enum LogRow {
    /// As the template takes it: `rowNumber`, `rowWhen`, `rowWhat` and so on. Texts of the event are made safe to show.
    public static func members(_ event: StoredEvent) -> JSONValue {
        guard let logged = try? event.logged() else {
            return [
                "rowNumber": .integer(event.seq), "rowWhen": "?", "rowWhat": "It can't be read. Verify the log.",
                "rowOperator": "", "rowHolder": "", "rowSession": .null, "rowSimulated": false,
            ]
        }
        func text(_ text: String?) -> String { text.map { "\(SafeText($0))" } ?? "" }
        let session = text(logged.session)
        return [
            "rowNumber": .integer(event.seq), "rowWhen": .string(logged.time.map(LondonTime.text) ?? "?"),
            "rowWhat": .string(logged.what), "rowOperator": .string(text(logged.operatorUUID)),
            "rowHolder": .string(text(logged.subject)), "rowSimulated": .bool(logged.isSimulated),
            // Only what a session's id looks like becomes an address.
            "rowSession": session.isEmpty || !session.isSessionID ? .null : .string(session),
        ]
    }
}

extension String {
    /// As `SessionHost` makes them.
    public var isSessionID: Bool {
        count <= 64 && !isEmpty
            && utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D }
    }
}
