import ArgumentParser
import AuditLog
import Workplace

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Read, export and verify the audit log.",
        discussion: """
            Every command but 'init', 'checkpoint', 'push' and 'witness' only reads, and works on a copy of the log as \
            well: name it with --audit-log. 'init' makes a log where there is none, and so does 'key'.

            Of a log no event is believed that is longer than \(LogBounds.bodyBytes / 1024) KiB or nested more than \
            32 deep, and no value above 256 KiB; no single read takes more than a second.
            """,
        subcommands: [
            AuditCheckpointCommand.self,
            AuditExportCommand.self,
            AuditInitCommand.self,
            AuditKeyCommand.self,
            AuditListCommand.self,
            AuditProveCommand.self,
            AuditPushCommand.self,
            AuditReportCommand.self,
            AuditShowCommand.self,
            AuditVerifyCommand.self,
            AuditVerifyProofCommand.self,
            AuditWitnessCommand.self,
        ])

    @OptionGroup var global: GlobalOptions
}

extension CommandContext {
    /// Does something with the log, and turns its errors into what people and scripts get.
    func withAuditLog<Value>(_ body: (LogReader) async throws -> Value) async throws -> Value {
        do {
            let reader = try await LogReader.open(at: workplace.auditLogPlace.path)
            return try await withTaskExecutorPreference(reader.executor) { try await body(reader) }
        } catch let error as AuditLogError {
            throw CommandFailure(error)
        }
    }
}
