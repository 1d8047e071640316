import AuditLog
import Foundation
import PlainText
import Preflight
import Workplace

extension CommandContext {
    /// Records a preflight in the audit log, if there is one already: looking at a workstation makes no log. Says so
    /// where it isn't recorded; the preflight counts all the same.
    func record(_ report: PreflightReport, job: Job?) async throws {
        guard let path = workplace.freshWorkstation().auditLog,
            FileManager.default.fileExists(atPath: path) || access(path, F_OK) != 0 && errno == EACCES
        else { return try talk.line("ra: note: There is no audit log here, so this preflight is not recorded.") }
        let event = AuditEvent(preflight: report, job: job)
        do {
            try await AuditLog.open(at: path, context: workplace.logContext, clock: workplace.logClock).append(event)
        } catch let error as AuditLogError {
            try talk.line("ra: warning: This preflight is not recorded. \(SafeText("\(error)"))")
        }
    }
}
