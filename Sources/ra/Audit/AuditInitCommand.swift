import ArgumentParser
import AuditLog
import JSON
import PlainText
import Workplace

struct AuditInitCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make the audit log and its signing key: a step of the installation.",
        discussion: """
            Where there is a log with its key already, nothing is changed. Prints the verifier key: keep it elsewhere. \
            Whoever may not write the log of this computer is refused, and gets none of their own.

            --succeeds begins a new log whose first event names the last checkpoint of another one that the collector in \
            the settings has cosigned: where a desk's log was lost, or was closed on purpose.
            """)

    @Option(help: ArgumentHelp("Go on from this log, by its origin; there must be no log here.", valueName: "origin"))
    var succeeds: String?

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) async throws {
        if context.simulated, context.namedAuditLog == nil {
            throw CommandFailure(
                .usage, "A simulated desk has no audit log of its own.", hint: "Name one with --audit-log.")
        }
        let place = context.workplace.auditLogPlace.path
        let made: Bool
        if let succeeds {
            try await context.makeAuditLog(succeeding: succeeds)
            made = true
        } else {
            made = try await context.makeAuditLog()
        }
        let keys = try await context.withAuditLog { try await $0.verifierKeys() }
        guard let key = keys.last else {
            throw CommandFailure(
                .fileTrouble, "The audit log at \(SafeText(place)) has no signing key, and none could be made.",
                hint: "The warning above says why. Put that right, then run 'ra audit init' again.")
        }
        if json {
            let document: JSONValue = [
                "schemaVersion": 1, "path": .string(place), "made": .bool(made), "key": .string(key.text),
            ]
            return try context.output.line(document.line())
        }
        if !made { try context.talk.line("There is an audit log already, with its key: \(SafeText(place))") }
        try context.output.line(key.text)
    }
}
