import ArgumentParser
import AuditLog
import Foundation
import JSON

struct AuditListCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List events of the audit log, oldest first.",
        discussion: """
            The table shows the last \(AuditListCommand.tableLimit) events that fit, unless --limit says otherwise; \
            JSON and CSV show all. Times in the table are London's, elsewhere UTC; in the hour that comes twice in \
            October the table names the zone.

            A CSV cell that a spreadsheet would take for a formula, a number or a date, though it is none, has an \
            apostrophe in front: a program that reads the file takes one apostrophe off.

            \(EventFilters.questions)
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, json, csv
    }

    static let tableLimit = 50

    @OptionGroup(title: "Filters")
    var filters: EventFilters

    @Option(help: ArgumentHelp("The last so many only; 0 for all.", valueName: "number"))
    var limit: Int?

    @Option(help: "table, json or csv.")
    var format: Format?

    @Flag(help: "Print one JSON document for programs; the same as --format json.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit is a number from 0 up.") }
        if json, let format, format != .json { throw ValidationError("--json and --format \(format) contradict.") }
    }

    func run(in context: CommandContext) async throws {
        let format = json ? .json : format ?? .table
        let query = try filters.query(now: context.now)
        try await context.withAuditLog { reader in
            let limit = limit ?? (format == .table ? AuditListCommand.tableLimit : 0)
            let writer: any EventWriter =
                switch format {
                case .table: EventTable(output: context.output, width: max(try await reader.size().digits, 3))
                case .json: EventDocument(output: context.output)
                case .csv: EventCSVFile(output: context.output)
                }
            try writer.begin()
            let hasMore: Bool
            if limit == 0 {
                hasMore = false
                var scan = reader.scan(query)
                while let events = try await scan.nextPage() {
                    for event in events { try writer.write(event) }
                    try writer.flush()
                }
            } else {
                let (events, more) = try await last(limit, of: query, in: reader)
                hasMore = more
                for event in events { try writer.write(event) }
            }
            try writer.end()
            if format == .table { try sayMore(hasMore, writer.count, in: context) }
        }
    }

    private func last(
        _ limit: Int, of query: EventQuery, in reader: LogReader
    ) async throws -> (events: [StoredEvent], hasMore: Bool) {
        var events: [StoredEvent] = []
        var scan = reader.scan(query, newestFirst: true)
        while events.count <= limit, let page = try await scan.nextPage() { events += page }
        return (events.prefix(limit).reversed(), events.count > limit)
    }

    private func sayMore(_ hasMore: Bool, _ count: Int, in context: CommandContext) throws {
        if count == 0 { return try context.talk.line("No matching events.") }
        if hasMore {
            try context.talk.line("The last \(count) events that fit; there are earlier ones. --limit 0 shows all.")
        }
        if context.talk.isTerminal {
            try context.talk.line("'ra audit show No.' shows one event in full, with its session's id.")
        }
    }
}

extension Int64 {
    fileprivate var digits: Int { String(self).count }
}
