import Foundation
import GRDB

/// Verifies a whole log: its tree, computed anew from the bodies; its checkpoints; the database's own structure.
public enum LogVerifier {
    /// - Parameters:
    ///   - path: the log's file.
    ///   - reference: what was kept outside of the log, to compare with; empty where it is left out.
    ///   - onProgress: called now and then with the number of events that were looked at.
    /// - Throws: ``AuditLogError`` only where the log can't be looked at: it is missing, busy, made by a newer program.
    ///   All that is wrong with it is a finding.
    public static func verify(
        _ path: String, against reference: VerificationReference = VerificationReference(),
        onProgress: @escaping @Sendable (_ looked: Int64) -> Void = { _ in }
    ) async throws -> Verification {
        // Opening undoes a write that a crash left half done, and refuses what can't be read within bounds.
        guard let reader = try await opened(path) else { return try await verifyTree(path, against: reference) }
        async let structure = findings { try await IntegrityCheck(path: path).findings() }
        var verification = try await TreeCheck(reader: reader, reference: reference, onProgress: onProgress)
            .verification()
        for finding in try await structure { verification.add(finding) }
        return verification
    }

    /// The tree and the checkpoints only; what the database's own indexes answer is not looked at.
    public static func verifyTree(
        _ path: String, against reference: VerificationReference = VerificationReference()
    ) async throws -> Verification {
        do {
            return try await TreeCheck(reader: LogReader.open(at: path), reference: reference).verification()
        } catch let error as AuditLogError {
            guard let text = error.damage else { throw error }
            var verification = Verification()
            verification.hasReference = !reference.checkpoints.isEmpty || !reference.codes.isEmpty
            verification.found(text)
            return verification
        }
    }

    /// Nil for a log that is too damaged to be opened.
    private static func opened(_ path: String) async throws -> LogReader? {
        do {
            return try await LogReader.open(at: path)
        } catch let error as AuditLogError where error.damage != nil {
            return nil
        }
    }

    /// What a check found, or that the log is too damaged for it.
    private static func findings(
        _ check: () async throws -> [Verification.Finding]
    ) async throws -> [Verification.Finding] {
        do {
            return try await check()
        } catch let error as AuditLogError {
            guard let text = error.damage else { throw error }
            return [Verification.Finding(text: text)]
        }
    }
}

extension AuditLogError {
    /// A sentence when the trouble is the state of the file itself.
    var damage: String? {
        switch reason {
        case .notADatabase, .notAnAuditLog, .emptied, .damaged, .altered: description
        default: nil
        }
    }
}
