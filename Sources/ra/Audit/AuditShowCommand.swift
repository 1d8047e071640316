import ArgumentParser
import AuditLog
import Instants
import JSON

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
        let story = try SessionStory(
            events.map { event throws(CommandFailure) in try event.json(in: context) },
            isInFull: full || events.count == 1, width: context.output.width)
        try context.output.write(story.text)
    }
}

extension StoredEvent {
    fileprivate func json(in context: CommandContext) throws(CommandFailure) -> JSONValue {
        do {
            return try json()
        } catch {
            throw CommandFailure(
                .fileTrouble, "Event \(seq) of the audit log at \(context.auditLogPlace.path) can't be read.",
                hint: "Run 'ra audit verify'.")
        }
    }
}

/// Events told one after the other.
struct SessionStory {
    let text: String

    /// - Parameter isInFull: everything that each event says, instead of a sentence.
    init(_ events: [JSONValue], isInFull: Bool, width: Int) throws {
        var lines: [String] = []
        func first(_ key: String) -> String? { events.lazy.compactMap { $0[key]?.string }.first }
        if let session = first("session") { lines.append("Session \(SafeText(session))") }
        let place = [first("workstation"), first("site")].compactMap { $0.map { "\(SafeText($0))" } }
        lines.append("At \(place.joined(separator: ", "))")
        if let uuid = first("operator") {
            let role = first("operatorRole").map { " (\(SafeText($0)))" } ?? ""
            lines.append("Operator \(SafeText(uuid))\(role)")
        }
        if let uuid = first("subject") { lines.append("Holder \(SafeText(uuid))") }
        if events.contains(where: { $0["simulated"] == true }) { lines.append("On simulated readers and cards") }
        var day: CivilDate?
        var hasBegun = false
        for event in events {
            if !isInFull, StoryWords.isLeftOut(event) { continue }
            let instant = event["time"]?.string.flatMap { UTCInstant(rfc3339: $0) }
            if let instant, LondonTime.date(instant) != day {
                day = LondonTime.date(instant)
                lines += ["", "\(LondonTime.date(instant).longText), London time"]
            }
            let clock = instant.map(LondonTime.timeOfDay)
            let number = event["seq"]?.integer.map { "\($0)" } ?? "?"
            lines +=
                Wrapped(
                    SessionStory.sentence(event, isInFull: isInFull, hasBegun: hasBegun),
                    indent: "\(clock ?? "?")  \(number)  ", width: width
                ).lines
            hasBegun = hasBegun || event["event"] == "intent"
        }
        text = lines.joined(separator: "\n") + "\n"
    }

    private static func sentence(_ event: JSONValue, isInFull: Bool, hasBegun: Bool) -> String {
        if !isInFull, let sentence = StoryWords.sentence(event, hasBegun: hasBegun) { return sentence }
        let facts = EventWords.facts(event)
        return EventWords.what(event) + (facts.isEmpty ? "" : ": " + facts.joined(separator: "; "))
    }
}
