import AuditLog
import JSON

/// Comma-separated values (RFC 4180: CRLF, quotes where needed, doubled inside), safe to open in a spreadsheet.
final class EventCSV: EventWriter {
    static let columns = [
        "seq", "time", "event", "workstation", "site", "session", "operator", "operatorRole", "subject", "action",
        "outcome", "route", "series", "atr", "expiresAt", "readers", "simulated",
        "seriesSource",
    ]

    private let output: Output
    private(set) var count = 0

    init(output: Output) { self.output = output }

    func begin() throws { try output.write(EventCSV.line(EventCSV.columns)) }

    func write(_ event: StoredEvent) throws {
        let json = try event.json()
        let cells = EventCSV.columns.map { column in
            column == "seriesSource" ? EventWords.seriesSource(json) ?? "" : EventCSV.text(json[column] ?? .null)
        }
        try output.write(EventCSV.line(cells))
        count += 1
    }

    func end() throws {}

    static func line(_ cells: [String]) -> String {
        cells.map(cell).joined(separator: ",") + "\r\n"
    }

    /// A cell that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV Injection").
    static func cell(_ text: String) -> String {
        let isFormula = text.first.map { "=+-@\t\r\n＝＋－＠".contains($0) } ?? false
        let safe = isFormula ? "'" + text : text
        let needsQuotes = isFormula || safe.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
        return needsQuotes ? "\"" + safe.replacing("\"", with: "\"\"") + "\"" : safe
    }

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .null: ""
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .string(let text): text
        case .array(let values): values.map(text).joined(separator: "; ")
        case .object: ""
        }
    }
}
