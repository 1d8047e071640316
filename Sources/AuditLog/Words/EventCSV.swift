import CSVText
import JSON

/// Events as comma-separated values (RFC 4180: CRLF, quotes where needed, doubled inside), safe to open in a
/// spreadsheet: see `CSVCell`. A row holds what the body says beside its details, so it is made without reading these.
public struct EventCSV: Sendable {
    /// The last one is made from the body, the others are members of it.
    public static let columns = [
        "seq", "time", "event", "workstation", "site", "session", "operator", "operatorRole", "subject", "action",
        "outcome", "route", "series", "atr", "expiresAt", "readers", "simulated", "seriesSource",
    ]
    private static let series = columns.firstIndex(of: "series") ?? 0
    private static let route = columns.firstIndex(of: "route") ?? 0

    private let fields = BodyFields(EventCSV.columns.dropLast() + ["details.seriesSource", "details.route"])
    private let unreadable: String

    /// - Parameter unreadable: stands in the place of the code of an event that this program can't have written.
    public init(unreadable: String) { self.unreadable = unreadable }

    /// The line of names.
    public static var header: String { CSVCell.line(columns.map(CSVCell.text)) }

    /// An event's line, its end included.
    public func line(_ event: StoredEvent) -> String {
        guard var values = try? fields.values(of: event) else {
            let known: [String: CSVCell] = ["seq": .number(event.seq), "event": .text(unreadable)]
            return CSVCell.line(Self.columns.map { known[$0] ?? .empty })
        }
        // Older logs have the route of an intent and its outcome there only.
        let route = values.removeLast()
        if values[Self.route] == .null { values[Self.route] = route }
        let recorded = values.removeLast().string
        values.append(values[Self.series] == .null ? .null : .string(SeriesSource.of(recorded)))
        return CSVCell.line(zip(Self.columns, values).map(Self.cell))
    }

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
