import Foundation
import GRDB

/// Verifies a whole log: its tree, computed anew from the bodies; its checkpoints; the database's own structure.
public enum LogVerifier {
    /// - Throws: ``AuditLogError`` only where the log can't be looked at: it is missing, busy, made by a newer program.
    ///   All that is wrong with it is a finding.
    public static func verify(
        _ path: String, against reference: VerificationReference = VerificationReference()
    ) async throws -> Verification {
        async let structure = findings { try await IntegrityCheck(path: path).findings() }
        var verification = try await verifyTree(path, against: reference)
        for finding in try await structure where !verification.findings.contains(finding) {
            verification.found(finding.text, at: finding.seq)
        }
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
            verification.found(text)
            return verification
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
            return [Verification.Finding(seq: nil, text: text)]
        }
    }
}

extension AuditLogError {
    /// A sentence when the trouble is the state of the file itself.
    var damage: String? {
        switch reason {
        case .notADatabase, .notAnAuditLog, .empty, .damaged: description
        default: nil
        }
    }
}
