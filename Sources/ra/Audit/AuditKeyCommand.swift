import ArgumentParser
import AuditLog
import JSON
import Workplace

struct AuditKeyCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Print the verifier key of the audit log.",
        discussion: """
            Keep it elsewhere: with it anyone can check checkpoints and proofs of this log. Where there is no log yet, it \
            is made, with its key.
            """)

    @Flag(help: "All keys that the log names, oldest first, and not the last one only.")
    var all = false

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) async throws {
        try await context.makeAuditLogIfMissing()
        let keys = try await context.withAuditLog { try await $0.verifierKeys() }
        guard let last = keys.last else {
            throw CommandFailure(
                .fileTrouble, "The audit log at \(context.workplace.auditLogPlace.path) names no key.",
                hint: "A new session makes one and records it.")
        }
        let shown = all ? keys : [last]
        if json {
            let list = shown.map { JSONValue.object(["name": .string($0.name), "key": .string($0.text)]) }
            return try context.output.line(JSONValue.object(["schemaVersion": 1, "keys": .array(list)]).line())
        }
        for key in shown { try context.output.line(key.text) }
    }
}
