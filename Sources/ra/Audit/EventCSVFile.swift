import AuditLog

/// Comma-separated values on standard output.
final class EventCSVFile: EventWriter {
    private let output: Output
    private let rows = EventCSV(unreadable: EventTable.unreadable)
    private var pending = ""
    private(set) var count = 0

    init(output: Output) { self.output = output }

    func begin() throws { pending += EventCSV.header }

    func write(_ event: StoredEvent) throws {
        pending += rows.line(event)
        count += 1
    }

    func flush() throws {
        try output.write(pending)
        pending = ""
    }

    func end() throws { try flush() }
}
