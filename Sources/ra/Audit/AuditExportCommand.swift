import ArgumentParser
import AuditLog

struct AuditExportCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write events as JSON Lines, byte for byte as they are stored.",
        discussion: """
            Without a filter the lines are the leaves of the log's Merkle tree: a leaf is SHA-256 of a zero byte and the \
            line without its newline (RFC 6962).

            \(EventFilters.questions)
            """)

    @Flag(help: "Changes nothing: each line is a JSON document already.")
    var json = false

    @OptionGroup(title: "Filters")
    var filters: EventFilters

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) async throws {
        let query = try filters.query(now: context.now)
        try await context.withAuditLog { reader in
            var scan = reader.scan(query)
            while let events = try await scan.nextPage() {
                guard !events.isEmpty else { continue }
                try context.output.write(events.map { $0.body + "\n" }.joined())
            }
        }
    }
}
