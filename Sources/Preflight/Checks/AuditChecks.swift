import AuditLog
import Dispatch
import Foundation
import JSON
import NextSteps
import PCSC
import Synchronization

extension Check {
    /// Could an event be stored.
    static let auditWritable = Check(
        "audit.writable", "Audit log", blocksWhenCrashed: Job.assisted.union([.audit]),
        explanation: """
            Opens the audit log as a session does, up to the first event, and takes that back: nothing is recorded, and \
            no log is made. A session shows a step only when its intent is stored: no log, no action.
            """
    ) { workstation in
        guard let path = workstation.auditLog else { return .noLog }
        let evidence: [String: JSONValue] = ["path": .string(path)]
        let rehearsal: AuditLog.Rehearsal
        do {
            let context = workstation.logContext
            rehearsal = try waiting { try await AuditLog.rehearse(at: path, context: context) }
        } catch let error as AuditLogError {
            return Finding(
                .fail, error.description, evidence: evidence, remedies: Remedy.remedies(for: error),
                blocks: error.reason == .notPermitted ? Job.assisted.union([.audit]) : Job.assisted)
        }
        if let trouble = rehearsal.keyTrouble {
            return Finding(
                .warn, "The audit log can be written, but not signed: \(trouble.description)", evidence: evidence,
                remedies: Remedy.remedies(for: trouble))
        }
        return Finding(
            .pass,
            rehearsal.isNew
                ? "There is no audit log yet; the first session makes it." : "The audit log can be written.",
            evidence: evidence)
    }

    /// Is the log as it was written.
    static let auditVerified = Check(
        "audit.verified", "Audit log unchanged", deadline: .seconds(60), blocksWhenCrashed: [.audit],
        explanation: """
            Verifies the whole audit log: its tree, its signed checkpoints and the database's structure. Says how many \
            events have come since the last checkpoint; those could be changed unseen by somebody who may write the file \
            and the key.
            """
    ) { workstation in
        guard let path = workstation.auditLog else { return .noLog }
        guard FileManager.default.fileExists(atPath: path) else {
            return Finding(.skip, "There is no audit log yet to verify.")
        }
        let verification: Verification
        do {
            verification = try waiting { try await LogVerifier.verify(path) }
        } catch let error as AuditLogError where error.reason == .empty {
            return Finding(.skip, "There is no event yet to verify.")
        } catch let error as AuditLogError {
            return Finding(
                .fail, error.description, evidence: ["path": .string(path)],
                remedies: [Remedy(.it, "See what is wrong with the log.", next: [.verifyLog])],
                blocks: [.audit])
        }
        let since = verification.size - verification.checkpointedSize
        let evidence: [String: JSONValue] = [
            "events": .integer(verification.size), "sinceCheckpoint": .integer(since),
            "checkpoints": .integer(Int64(verification.checkpointCount)),
        ]
        guard let finding = verification.findings.first else {
            return Finding(
                .pass,
                "The audit log is as it was written: \(verification.size) events, \(since) since the last checkpoint.",
                evidence: evidence)
        }
        return Finding(
            .fail, "The audit log has been changed or damaged: \(finding.text)", evidence: evidence,
            remedies: [
                Remedy(
                    .it,
                    "Keep the file as it is, tell whoever is responsible for information governance, and compare backups.",
                    next: [.verifyLog])
            ], blocks: [.audit])
    }
}

extension Remedy {
    /// What the log itself says to do; with the command where a group is what is lacking.
    fileprivate static func remedies(for error: AuditLogError) -> [Remedy] {
        let inShared = error.path.hasPrefix(LogPlace.sharedFolder + "/")
        let commands = error.reason == .notPermitted && inShared ? [Remedy.joinGroup] : []
        return error.advice.map { [Remedy(.it, $0.text, commands: commands, next: $0.next)] } ?? []
    }
}

/// The nearest folder on the way to a file that is there.
func existingFolder(above path: String) -> String {
    var folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    while !FileManager.default.fileExists(atPath: folder), folder != "/" {
        folder = URL(fileURLWithPath: folder).deletingLastPathComponent().path
    }
    return folder
}

/// Blocks this thread, which is a check's own and not one of Swift's, until asynchronous work is done.
func waiting<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
    let outcome = Outcome<Value>()
    Task {
        let result: Result<Value, any Error>
        do { result = .success(try await work()) } catch { result = .failure(error) }
        outcome.result.withLock { $0 = result }
        outcome.isThere.signal()
    }
    outcome.isThere.wait()
    guard let result = outcome.result.withLock({ $0 }) else { throw CancellationError() }
    return try result.get()
}

private final class Outcome<Value: Sendable>: Sendable {
    let result = Mutex<Result<Value, any Error>?>(nil)
    let isThere = DispatchSemaphore(value: 0)
}
