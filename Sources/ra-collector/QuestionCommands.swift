import ArgumentParser
import AuditLog
import Collector
import CommandParts
import Instants
import JSON
import PlainText

struct ListCommand: CollectorCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List events of all desks, oldest first.",
        discussion: """
            The table shows the last \(ListCommand.tableLimit) events that fit, unless --limit says otherwise; JSON and CSV \
            show all. Times in the table are London's, elsewhere UTC.

            \(EventFilters.questions)
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, json, csv
    }

    static let tableLimit = 50

    @OptionGroup(title: "Filters")
    var filters: EventFilters

    @OptionGroup(title: "Desks")
    var desks: EstateFilters

    @Option(help: ArgumentHelp("The last so many only; 0 for all.", valueName: "number"))
    var limit: Int?

    @Option(help: "table, json or csv.")
    var format: Format?

    @Flag(help: "Print one JSON document for programs; the same as --format json.")
    var json = false

    @OptionGroup var global: CollectorOptions

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit is a number from 0 up.") }
        if json, let format, format != .json { throw ValidationError("--json and --format \(format) contradict.") }
    }

    func run(in context: CollectorContext) async throws {
        let format = json ? .json : format ?? .table
        let query = desks.query(try filters.query(now: context.now))
        let limit = limit ?? (format == .table ? ListCommand.tableLimit : 0)
        let hasMore = try await context.estate(try context.settings()) { reader in
            try Self.write(query, limit: limit, format: format, reader, context.output)
        }
        guard format == .table else { return }
        if hasMore == nil { return try context.talk.line("No matching events.") }
        if hasMore == true { try context.talk.line("There are earlier ones. --limit 0 shows all.") }
    }

    /// - Returns: whether there are more; nil where there is none at all.
    private static func write(
        _ query: EstateQuery, limit: Int, format: Format, _ reader: EstateReader, _ output: Output
    ) throws -> Bool? {
        let table = EstateTable(output: output)
        let writer: (any EventWriter)? =
            switch format {
            case .table: nil
            case .json: EventDocument(output: output)
            case .csv: EventCSVFile(output: output)
            }
        var (count, hasMore) = (0, false)
        func write(_ events: some Sequence<CollectedEvent>) throws {
            for event in events {
                try writer.map { try $0.write(event.event) } ?? table.write(event)
                count += 1
            }
            try writer?.flush()
        }
        try writer?.begin()
        if limit == 0 {
            try reader.scan(query) { page in
                try write(page)
                return true
            }
        } else {
            let events = try reader.events(query, limit: limit + 1, newestFirst: true)
            hasMore = events.count > limit
            try write(events.prefix(limit).reversed())
        }
        try writer?.end()
        return count == 0 ? nil : hasMore
    }
}

struct ShowCommand: CollectorCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Tell the story of a session, or show one event of a desk in full.",
        discussion: "Without a session it is the last one. An event's number needs --desk.")

    @Argument(help: ArgumentHelp("A session's id, or an event's number.", valueName: "session|number"))
    var name: String?

    @Flag(help: "Say everything that each event says.")
    var full = false

    @OptionGroup(title: "Desks")
    var desks: EstateFilters

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: CollectorOptions

    func run(in context: CollectorContext) async throws {
        let (name, desks) = (name, desks)
        let events = try await context.estate(try context.settings()) { reader -> [StoredEvent] in
            guard let session = try name ?? reader.lastSession(desks.query()) else { return [] }
            var query = EventQuery()
            query.session = session
            var events: [StoredEvent] = []
            try reader.scan(desks.query(query), order: .log) { page in
                events += page.map(\.event)
                return true
            }
            if events.isEmpty, let desk = desks.desk, let seq = Int64(session) {
                events = try reader.event(seq, of: desk).map { [$0.event] } ?? []
            }
            return events
        }
        guard !events.isEmpty else {
            throw CommandFailure(
                .badInput, name.map { "No desk has a session '\(SafeText($0))'." } ?? "No desk has a session yet.",
                hint: "Run 'ra-collector list --format json' to see the sessions.")
        }
        if json {
            let document = EventDocument(output: context.output)
            try document.begin()
            for event in events { try document.write(event) }
            return try document.end()
        }
        let logged = events.compactMap { try? $0.logged() }
        let story = SessionStory(logged, isInFull: full || (name.flatMap(Int64.init) != nil && events.count == 1))
        try context.output.write(story.text(width: context.output.width))
    }
}

struct ExportCommand: CollectorCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write events as JSON Lines, byte for byte as the desks signed them.",
        discussion: """
            One desk's events after the other's, each in its log's order: without another filter than --desk the lines are \
            the leaves of that log's Merkle tree.

            \(EventFilters.questions)
            """)

    @Flag(help: "Changes nothing: each line is a JSON document already.")
    var json = false

    @OptionGroup(title: "Filters")
    var filters: EventFilters

    @OptionGroup(title: "Desks")
    var desks: EstateFilters

    @OptionGroup var global: CollectorOptions

    func run(in context: CollectorContext) async throws {
        let query = desks.query(try filters.query(now: context.now))
        try await context.estate(try context.settings()) { reader in
            try reader.scan(query, order: .log) { page in
                try context.output.write(page.map { $0.event.body + "\n" }.joined())
                return true
            }
        }
    }
}
