import AuditLog
import Foundation
import JSON
import Preflight

extension CommandContext {
    /// Records a preflight in the audit log, if there is one already: looking at a workstation makes no log. Says so
    /// where it isn't recorded; the preflight counts all the same.
    func record(_ report: PreflightReport, job: Job?) async throws {
        guard let path = freshWorkstation().auditLog,
            FileManager.default.fileExists(atPath: path) || access(path, F_OK) != 0 && errno == EACCES
        else { return try talk.line("ra: note: There is no audit log here, so this preflight is not recorded.") }
        let ready = Job.allCases.map { ($0.rawValue, JSONValue.bool(report.isReady(for: $0))) }
        let troubles = report.results.filter { [.fail, .crashed].contains($0.finding.status) }.map(\.id)
        let event = AuditEvent(
            .preflightRun, action: job?.rawValue,
            details: [
                "ready": .object(Dictionary(uniqueKeysWithValues: ready)),
                "failed": .array(troubles.map(JSONValue.string)),
            ])
        do {
            try await AuditLog.open(at: path, context: logContext, clock: logClock).append(event)
        } catch let error as AuditLogError {
            try talk.line("ra: warning: This preflight is not recorded. \(SafeText("\(error)"))")
        }
    }
}
