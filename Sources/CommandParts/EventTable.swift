import AuditLog
import Instants
import PlainText

/// One event a line, in 80 columns.
public final class EventTable: EventWriter {
    private let output: Output
    /// Of the number column.
    private let width: Int
    public private(set) var count = 0
    private var simulated = false

    public init(output: Output, width: Int) {
        self.output = output
        self.width = width
    }

    public func begin() throws {}

    public func write(_ event: StoredEvent) throws {
        if count == 0 {
            try output.line(line("No.", "When (London)", "What", "Operator", "Holder").trimmingTrailingSpaces)
        }
        count += 1
        guard let logged = try? event.logged() else {
            return try output.line(
                line(String(event.seq), "?", EventTable.unreadable, "-", "-").trimmingTrailingSpaces)
        }
        simulated = simulated || logged.isSimulated
        let line = line(
            String(event.seq), logged.time.map(LondonTime.sortableText) ?? "?", logged.what,
            EventTable.uuid(logged.operatorUUID), EventTable.uuid(logged.subject))
        try output.line(logged.isSimulated ? line + " sim" : line.trimmingTrailingSpaces)
    }

    public func end() throws {
        if simulated { try output.line("sim: on simulated readers and cards.") }
    }

    /// A UUID has 12 digits; where one has more, the words before it give way.
    private func line(_ number: String, _ time: String, _ what: String, _ operator: String, _ holder: String) -> String
    {
        let excess = max(0, `operator`.count - 12) + max(0, holder.count - 12)
        let cells = [
            String(repeating: " ", count: max(0, width - number.count)) + number, time.padded(max(16, time.count)),
            what.padded(max(1, 48 - max(16, time.count) - width - excess)),
            `operator`.padded(max(12, `operator`.count)), holder.padded(max(12, holder.count)),
        ]
        return cells.joined(separator: " ")
    }

    private static func uuid(_ text: String?) -> String { text.map { "\(SafeText($0))" } ?? "-" }

    /// In the place of an event that this program can't have written.
    public static let unreadable = "(unreadable: run 'ra audit verify')"
}

extension String {
    /// Cut or filled up to a width, counted in characters.
    public func padded(_ width: Int) -> String {
        count > width ? prefix(width - 1) + "…" : self + String(repeating: " ", count: width - count)
    }

    fileprivate var trimmingTrailingSpaces: String {
        String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
    }
}
