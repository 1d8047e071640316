import AuditLog
import Dispatch
import Foundation
import JSON
import PCSC
import Synchronization

extension Check {
    /// Could an event be stored.
    static let auditWritable = Check(
        "audit.writable", "Audit log", blocksWhenCrashed: Job.assisted.union([.audit]),
        explanation: """
            Looks whether the audit log can be written by this user, or made where there is none yet. A session shows a \
            step only when its intent is stored: no log, no action. Nothing is recorded by this check.
            """
    ) { workstation in
        guard let path = workstation.auditLog else { return .noLog }
        let evidence: [String: JSONValue] = ["path": .string(path)]
        let shared = LogPlace.sharedFolder
        let hasOtherLog = workstation.isAuditLogPersonal && SystemFiles(root: workstation.root).exists(shared)
        let remedy = Remedy(
            .it, "Make this user a member of the group ra-workstation, who then logs in again; or name another place.",
            commands: [Remedy.joinGroup])
        guard FileManager.default.fileExists(atPath: path) else {
            let folder = existingFolder(above: path)
            guard access(folder, W_OK | X_OK) == 0 else {
                return Finding(
                    .fail, "The audit log can't be made: \(folder) can't be written.", evidence: evidence,
                    remedies: [remedy], blocks: Job.assisted)
            }
            if hasOtherLog { return .personalLog(evidence) }
            return Finding(.pass, "There is no audit log yet; the first session makes it.", evidence: evidence)
        }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard access(path, R_OK) == 0 else {
            return Finding(
                .fail, "The audit log can't be read by this user.", evidence: evidence, remedies: [remedy],
                blocks: Job.assisted.union([.audit]))
        }
        // A rollback journal is made beside the file, so the folder counts too.
        guard access(path, W_OK) == 0, access(folder, W_OK | X_OK) == 0 else {
            return Finding(
                .fail, "The audit log can be read but not written by this user.", evidence: evidence,
                remedies: [remedy], blocks: Job.assisted)
        }
        if hasOtherLog { return .personalLog(evidence) }
        return Finding(.pass, "The audit log can be written.", evidence: evidence)
    }

    /// Is the log as it was written.
    static let auditVerified = Check(
        "audit.verified", "Audit log unchanged", deadline: .seconds(60),
        explanation: """
            Verifies the whole audit log: its tree, its signed checkpoints and the database's structure, as 'ra audit \
            verify' does. Says how many events have come since the last checkpoint; those could be changed unseen by \
            somebody who may write the file and the key.
            """
    ) { workstation in
        guard let path = workstation.auditLog else { return .noLog }
        guard FileManager.default.fileExists(atPath: path) else {
            return Finding(.skip, "There is no audit log yet to verify.")
        }
        let verification: Verification
        do {
            verification = try waiting { try await LogVerifier.verify(path) }
        } catch let error as AuditLogError {
            return Finding(
                .fail, error.description, evidence: ["path": .string(path)],
                remedies: [Remedy(.it, "See what is wrong with the log.", commands: ["ra audit verify"])],
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
                    commands: ["ra audit verify"])
            ], blocks: [.audit])
    }
}

extension Finding {
    /// What a user records who is not in the group, where nobody looks for it.
    fileprivate static func personalLog(_ evidence: [String: JSONValue]) -> Finding {
        Finding(
            .warn,
            "The audit log goes into this user's own folder: the workstation's, \(LogPlace.sharedFolder), is not theirs "
                + "to write.", evidence: evidence,
            remedies: [
                Remedy(
                    .it, "Make this user a member of the group ra-workstation, who then logs in again.",
                    commands: [Remedy.joinGroup])
            ])
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
