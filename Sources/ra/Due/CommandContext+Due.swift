import AuditLog
import DueList
import Foundation
import Instants
import PlainText
import Workplace

extension CommandContext {
    /// The cards that the audit log has seen. Practice cards count on a simulated desk only.
    ///
    /// - Parameter isNeeded: there is nothing else to answer from, so a log that isn't there is a failure.
    /// - Returns: Nil where there is no log, which is said.
    /// - Throws: `CommandFailure`
    func dueCards(isNeeded: Bool, at now: UTCInstant) async throws -> LogCards? {
        let path = simulated && namedAuditLog == nil ? nil : workplace.auditLogPlace.path
        guard let path, FileManager.default.fileExists(atPath: path) else {
            guard isNeeded else {
                try talk.line("ra: warning: There is no audit log here, so no card is known from it.")
                return nil
            }
            throw CommandFailure(
                .fileTrouble, "There is no audit log here, so no card is known.",
                hint: "Name a report of Care Identity Management with --report, or the log with --audit-log.")
        }
        do {
            return try await workplace.dueCards(at: now)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// Records that somebody looked: counts and hashes, and nobody's name or file. Where it can't be recorded that is
    /// said; looking isn't an act, so the answer is given all the same.
    func record(_ answer: DueAnswer, format: String) async throws {
        // A simulated desk doesn't touch the workstation's own log.
        if simulated, namedAuditLog == nil { return }
        let bands = DueBand.allCases.map { ($0.code, Int64(answer.list.count(in: $0))) }
        let listed = DueListed(
            at: answer.list.at, format: format, people: Int64(answer.list.people.count),
            bands: Dictionary(uniqueKeysWithValues: bands),
            sources: answer.sources.map {
                DueListed.Source(sha256: $0.sha256, rows: Int64($0.rows), refused: Int64($0.refusedRows))
            })
        do {
            try await AuditLog.open(
                at: workplace.auditLogPlace.path, context: workplace.logContext, clock: workplace.logClock
            ).append(AuditEvent(listed))
        } catch let error as AuditLogError {
            try talk.line("ra: warning: This look is not recorded. \(SafeText("\(error)"))")
        }
    }
}
