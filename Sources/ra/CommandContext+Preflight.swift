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
        let event = AuditEvent(preflight: report, job: job)
        do {
            try await AuditLog.open(at: path, context: logContext, clock: logClock).append(event)
        } catch let error as AuditLogError {
            try talk.line("ra: warning: This preflight is not recorded. \(SafeText("\(error)"))")
        }
    }
}

extension AuditEvent {
    /// A preflight: the verdict for the job that was asked about, or for each; what stands in its way; what failed.
    /// Logs of earlier versions hold a bool under `ready` where a session ran it, and no blockers where a person did.
    init(preflight report: PreflightReport, job: Job?, session: String? = nil) {
        let jobs = job.map { [$0] } ?? Job.allCases
        let ready = jobs.map { ($0.rawValue, JSONValue.bool(report.isReady(for: $0))) }
        let blocking = jobs.flatMap { report.blockers(of: $0).map(\.id) + report.notChecked(for: $0) }
        let blockers = blocking.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let troubles = report.results.filter { [.fail, .crashed].contains($0.finding.status) }.map(\.id)
        self.init(
            .preflightRun, session: session, action: job?.rawValue,
            details: [
                "ready": .object(Dictionary(uniqueKeysWithValues: ready)),
                "blockers": .array(blockers.map(JSONValue.string)),
                "failed": .array(troubles.map(JSONValue.string)),
            ])
    }
}
