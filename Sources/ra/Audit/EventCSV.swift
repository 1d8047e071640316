import AuditLog
import CSVText
import JSON

/// Comma-separated values (RFC 4180: CRLF, quotes where needed, doubled inside), safe to open in a spreadsheet: see
/// `CSVCell`.
final class EventCSV: EventWriter {
    /// The last one is made from the body, the others are members of it.
    static let columns = [
        "seq", "time", "event", "workstation", "site", "session", "operator", "operatorRole", "subject", "action",
        "outcome", "route", "series", "atr", "expiresAt", "readers", "simulated", "seriesSource",
    ]
    private static let series = columns.firstIndex(of: "series") ?? 0
    private static let route = columns.firstIndex(of: "route") ?? 0

    private let output: Output
    private let fields = BodyFields(EventCSV.columns + ["details.route"])
    private var pending = ""
    private(set) var count = 0

    init(output: Output) { self.output = output }

    func begin() throws { pending += CSVCell.line(EventCSV.columns.map(CSVCell.text)) }

    func write(_ event: StoredEvent) throws {
        var cells: [CSVCell]
        do {
            var values = try fields.values(of: event)
            // Older logs have the route of an intent and its outcome there only.
            let detail = values.removeLast()
            if values[EventCSV.route] == .null { values[EventCSV.route] = detail }
            cells = zip(EventCSV.columns, values).map(EventCSV.cell)
            if values[EventCSV.series] != .null {
                cells[cells.count - 1] = try EventWords.seriesSource(event.json()).map(CSVCell.text) ?? .empty
            }
        } catch {
            let unreadable: [String: CSVCell] = ["seq": .number(event.seq), "event": .text(EventWords.unreadable)]
            cells = EventCSV.columns.map { unreadable[$0] ?? .empty }
        }
        pending += CSVCell.line(cells)
        count += 1
    }

    func flush() throws {
        try output.write(pending)
        pending = ""
    }

    func end() throws { try flush() }

    /// Times are to be sorted by, numbers to be counted with; everything else is text.
    private static func cell(_ column: String, _ value: JSONValue) -> CSVCell {
        switch value {
        case .null, .object: .empty
        case .bool(let flag): .flag(flag)
        case .integer(let number): .number(number)
        case .number(let number): .text(String(number))
        case .string(let text): column == "time" || column == "expiresAt" ? .instant(text) : .text(text)
        case .array(let values): .text(values.map(text).joined(separator: "; "))
        }
    }

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .null, .array, .object: ""
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .string(let text): text
        }
    }
}
