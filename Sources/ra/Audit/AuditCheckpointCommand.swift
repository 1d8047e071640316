import ArgumentParser
import AuditLog
import JSON
import Workplace

struct AuditCheckpointCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Sign all events so far, and print the checkpoint.",
        discussion: """
            A checkpoint proves something once it has left this machine: send it to the RA manager, or print it. It is a \
            signed note (C2SP): the log's name, the number of events, the root of the tree, a signature. Where nothing \
            was added since the last one, that one is printed.
            """)

    @Flag(help: "Print the short code, as on a receipt, and not the checkpoint.")
    var code = false

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) async throws {
        let checkpoint = try await context.checkpoint(covering: nil)
        if json {
            var members = checkpoint.members
            members["schemaVersion"] = 1
            try context.output.line(JSONValue.object(members).line())
        } else if code {
            try context.output.line("\(checkpoint.code)")
        } else {
            try context.output.write(checkpoint.note)
        }
        context.tellJournal(
            JournalMessage(
                .checkpoint, .info, "Checkpoint \(checkpoint.code) of \(checkpoint.origin).",
                [
                    "EVENTS": "\(checkpoint.size)", "CHECKPOINT_CODE": "\(checkpoint.code)",
                    "CHECKPOINT": checkpoint.note,
                ]))
    }
}

extension Checkpoint {
    /// For programs: what the note says, and the note itself.
    var members: [String: JSONValue] {
        [
            "origin": .string(origin), "size": .integer(size), "root": .string(root.base64), "code": .string("\(code)"),
            "note": .string(note),
        ]
    }
}

extension CommandContext {
    /// A checkpoint that covers an event, or all of them. The last one that was kept, if it does, so that a copy without
    /// its key will do; else a new one.
    func checkpoint(covering seq: Int64?) async throws -> Checkpoint {
        let kept = try await withAuditLog { reader -> Checkpoint? in
            let size = try await reader.size()
            let keys = try await reader.verifierKeys()
            guard let last = try await reader.lastCheckpoint(), last.size >= min(seq ?? size, size), last.size <= size,
                keys.contains(where: last.isSigned)
            else { return nil }
            return last
        }
        if let kept { return kept }
        do {
            return try await AuditLog.openExisting(
                at: workplace.auditLogPlace.path, context: workplace.logContext, clock: workplace.logClock
            )
            .checkpoint()
        } catch let error as AuditLogError {
            throw CommandFailure(error)
        }
    }
}
