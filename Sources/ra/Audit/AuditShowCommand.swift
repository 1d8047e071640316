import ArgumentParser
import AuditLog
import Instants
import PlainText
import Workplace

struct AuditShowCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Tell the story of a session, or show one event in full.",
        discussion: "Without a session it is the last one.")

    @Argument(help: ArgumentHelp("A session's id, or an event's number.", valueName: "session|number"))
    var name: String?

    @Flag(help: "Say everything that each event says.")
    var full = false

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) async throws {
        let events = try await context.withAuditLog { reader -> [StoredEvent] in
            let last = name == nil ? try await reader.lastSession() : nil
            guard let name = name ?? last else {
                throw CommandFailure(
                    .badInput, "The audit log has no session yet.", hint: "Run 'ra audit list' to see its events.")
            }
            var query = EventQuery()
            query.session = name
            var events: [StoredEvent] = []
            var scan = reader.scan(query)
            while let page = try await scan.nextPage() { events += page }
            if events.isEmpty, let seq = Int64(name) { events = [try await reader.event(seq)] }
            return events
        }
        guard !events.isEmpty else {
            throw CommandFailure(
                .badInput, "The audit log has no session '\(SafeText(name ?? ""))'.",
                hint: "Run 'ra audit list --format json' to see the sessions.")
        }
        if json {
            let document = EventDocument(output: context.output)
            try document.begin()
            for event in events { try document.write(event) }
            return try document.end()
        }
        let story = SessionStory(
            try events.map { event throws(CommandFailure) in try event.logged(in: context) },
            isInFull: full || events.count == 1)
        try context.output.write(story.text(width: context.output.width))
    }
}

extension StoredEvent {
    fileprivate func logged(in context: CommandContext) throws(CommandFailure) -> LoggedEvent {
        do {
            return try logged()
        } catch {
            throw CommandFailure(
                .fileTrouble, "Event \(seq) of the audit log at \(context.workplace.auditLogPlace.path) can't be read.",
                hint: "Run 'ra audit verify'.")
        }
    }
}
