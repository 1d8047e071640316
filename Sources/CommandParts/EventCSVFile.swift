import AuditLog

/// Comma-separated values on standard output.
public final class EventCSVFile: EventWriter {
    private let output: Output
    private let rows = EventCSV(unreadable: EventTable.unreadable)
    private var pending = ""
    public private(set) var count = 0

    public init(output: Output) { self.output = output }

    public func begin() throws { pending += EventCSV.header }

    public func write(_ event: StoredEvent) throws {
        pending += rows.line(event)
        count += 1
    }

    public func flush() throws {
        try output.write(pending)
        pending = ""
    }

    public func end() throws { try flush() }
}
