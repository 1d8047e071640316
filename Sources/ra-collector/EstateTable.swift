import AuditLog
import Collector
import CommandParts
import Instants
import PlainText

/// One event a line, with its desk.
final class EstateTable {
    private let output: Output
    private var count = 0

    init(output: Output) { self.output = output }

    func write(_ event: CollectedEvent) throws {
        if count == 0 { try line("When (London)", "Desk", "No.", "What", "Operator", "Holder") }
        count += 1
        let logged = try? event.event.logged()
        try line(
            logged?.time.map(LondonTime.sortableText) ?? "?", Self.desk(event.origin), String(event.event.seq),
            logged?.what ?? "(unreadable: run 'ra-collector verify')", Self.uuid(logged?.operatorUUID),
            Self.uuid(logged?.subject))
    }

    private func line(
        _ time: String, _ desk: String, _ number: String, _ what: String, _ operator: String, _ holder: String
    ) throws {
        let line = [
            time.padded(max(16, time.count)), desk.padded(max(10, desk.count)), number.padded(max(5, number.count)),
            what.padded(24), `operator`.padded(max(12, `operator`.count)), holder,
        ].joined(separator: " ")
        try output.line(line)
    }

    /// The workstation's name, which stands in the middle of an origin.
    static func desk(_ origin: String) -> String {
        let parts = origin.split(separator: "/", omittingEmptySubsequences: false)
        return "\(SafeText(parts.count == 3 ? String(parts[1]) : origin))"
    }

    private static func uuid(_ text: String?) -> String { text.map { "\(SafeText($0))" } ?? "-" }
}
