import AuditLog
import Foundation
import PlainText
import Workplace

extension CommandContext {
    /// Opens the log to write to it, and makes it if there is none. Says where it is, and what its opening showed.
    ///
    /// - Parameters:
    ///   - temporary: the folder of a log that goes when the session has ended.
    ///   - predecessor: the log that a new one goes on from.
    /// - Throws: `CommandFailure`. No log, no action.
    func openAuditLog(
        temporary: String? = nil, succeeding predecessor: LogOpened.Predecessor? = nil
    ) async throws -> AuditLog {
        try talk.line(
            temporary == nil
                ? "Audit log: \(SafeText(workplace.auditLogPlace.path))"
                : "Audit log: a temporary one, as the desk is simulated. --audit-log FILE keeps it.")
        let log = try await workplace.openAuditLog(temporary: temporary, succeeding: predecessor)
        for notice in log.notices {
            try talk.line("ra: warning: \(SafeText("\(notice)"))")
            try talk.line("ra: hint: \(notice.hint)")
        }
        if let trouble = log.keyTrouble {
            try talk.line("ra: warning: Events are recorded but can't be signed. \(SafeText("\(trouble)"))")
            if let advice = trouble.advice { try talk.line("ra: hint: \(SafeText(advice.sentences))") }
        }
        return log
    }

    /// Makes the log and its key where there is none: a step of setting up a workstation.
    ///
    /// - Returns: Whether anything was made.
    /// - Throws: `CommandFailure`, where it can't be made, or this user may not write what is there.
    @discardableResult
    func makeAuditLog() async throws -> Bool {
        let rehearsal = try await workplace.rehearseAuditLog()
        guard rehearsal.isNew || !rehearsal.hasKey else { return false }
        _ = try await openAuditLog()
        try talk.line(
            rehearsal.isNew
                ? "There was no audit log yet; it was made, with its key."
                : "The audit log had no signing key beside it; one was made.")
        return true
    }

    /// The same for who asks for the key. A simulated desk makes none in the workstation's own place.
    ///
    /// - Throws: `CommandFailure`, where it can't be made.
    func makeAuditLogIfMissing() async throws {
        guard !simulated || namedAuditLog != nil else { return }
        // A copy, or a log that this user may only read, has its key all the same; reading says what is wrong.
        if FileManager.default.fileExists(atPath: workplace.auditLogPlace.path) { return }
        try await makeAuditLog()
    }

    /// The command that shows a session of this log; nil for a log that isn't kept.
    var story: (@Sendable (_ session: String) -> String)? {
        guard !simulated || namedAuditLog != nil else { return nil }
        // What the environment says, it says to that command too.
        let choices = workplace.choices
        let options = [("--audit-log", choices.auditLog), ("--config", choices.configuration)]
            .compactMap { option, value in value.map { " \(option) \(CommandContext.quoted($0))" } }
            .joined()
        return { "ra audit show \($0)\(options)" }
    }

    /// As a shell takes it.
    private static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                || [UInt8]("/._-+".utf8).contains(byte)
        }
        return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}

extension CommandFailure {
    init(_ error: AuditLogError) {
        let status: ExitStatus =
            switch error.reason {
            case .notPermitted, .tooOpen: .notPermitted
            case .mistake: .fault
            case .noSuchEvent: .badInput
            default: .fileTrouble
            }
        self.init(status, "\(error)", hint: error.advice?.sentences)
    }
}
