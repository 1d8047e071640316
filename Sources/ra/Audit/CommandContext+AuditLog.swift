import ArgumentParser
import AuditLog
import Foundation
import Handbook
import JSON
import WorkstationSettings

extension CommandContext {
    /// Where the audit log is, and who told. Nothing is made on disk here.
    var auditLogPlace: LogPlace {
        LogPlace.choose(
            option: global.auditLog, environment: surroundings.environment, configuration: configuration.auditLog)
    }

    /// What each event of this run says of where it comes from.
    var logContext: LogContext {
        LogContext(
            workstation: configuration.workstation ?? ProcessInfo.processInfo.hostName, site: configuration.site,
            simulated: simulated, program: "ra \(RootCommand.configuration.version)")
    }

    /// Opens the log to write to it, and makes it if there is none.
    ///
    /// A simulated desk doesn't write to the workstation's own log: where none is named it gets a temporary one.
    ///
    /// - Throws: `CommandFailure`. No log, no action.
    ///
    /// - Parameter temporary: the folder of a log that goes when the session has ended.
    func openAuditLog(temporary: String? = nil) async throws -> AuditLog {
        let place = temporary.map { $0 + "/audit.sqlite" } ?? auditLogPlace.path
        try talk.line(
            temporary == nil
                ? "Audit log: \(SafeText(place))"
                : "Audit log: a temporary one, as the desk is simulated. --audit-log FILE keeps it.")
        do {
            let log = try await AuditLog.open(at: place, context: logContext, clock: logClock)
            for notice in log.notices {
                try talk.line("ra: warning: \(SafeText("\(notice)"))")
                try talk.line("ra: hint: \(notice.hint)")
            }
            if let trouble = log.keyTrouble {
                try talk.line("ra: warning: Events are recorded but can't be signed. \(SafeText("\(trouble)"))")
                if let hint = trouble.hint { try talk.line("ra: hint: \(SafeText(hint))") }
            }
            try await log.record(settings: recordedSettings)
            return log
        } catch let error as AuditLogError {
            throw CommandFailure(error)
        }
    }

    /// Makes the log and its key where there is none: a step of setting up a workstation.
    ///
    /// - Returns: Whether anything was made.
    /// - Throws: `CommandFailure`, where it can't be made, or this user may not write what is there.
    @discardableResult
    func makeAuditLog() async throws -> Bool {
        let place = auditLogPlace.path
        let rehearsal: AuditLog.Rehearsal
        do {
            rehearsal = try await AuditLog.rehearse(at: place, context: logContext, clock: logClock)
        } catch let error as AuditLogError {
            throw CommandFailure(error)
        }
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
        if FileManager.default.fileExists(atPath: auditLogPlace.path) { return }
        try await makeAuditLog()
    }

    /// The settings that an auditor would ask about. Recorded when they change.
    private var recordedSettings: [String: JSONValue] {
        [
            "file": .optional(configuration.file),
            "workstation": .optional(configuration.workstation),
            "site": .optional(configuration.site),
            "siteData": .optional(configuration.siteData),
            "designated": .optional(configuration.designated),
            "operatorRole": .optional(configuration.operatorRole?.rawValue),
            "cimRole": .optional(configuration.cimRole?.rawValue),
            "cim": .optional(configuration.cim?.rawValue),
            "pkcs11": .array(configuration.pkcs11Modules.map(JSONValue.string)),
            "auditLog": .optional(configuration.auditLog),
            "readers": [
                "operator": configuration.readers.operator?.json ?? .null,
                "holder": configuration.readers.holder?.json ?? .null,
            ],
            "verifySeconds": .integer(Int64(configuration.verifySeconds)),
            "retention": configuration.retention?.json ?? .null,
        ]
    }

    var logClock: LogClock {
        var clock = LogClock.system()
        clock.now = surroundings.now
        return clock
    }

    /// Where a simulated desk has its log, if none is named: a folder that others can't read. Who asked removes it.
    func temporaryLogFolder() throws -> String? {
        guard simulated, namedAuditLog == nil else { return nil }
        let folder = NSTemporaryDirectory() + "ra-simulated-\(UUID().uuidString)"
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandFailure(
                .fileTrouble, "No temporary audit log can be made in \(NSTemporaryDirectory()).",
                hint: "Name one with --audit-log.")
        }
        return folder
    }

    /// The command that shows a session of this log; nil for a log that isn't kept.
    var story: (@Sendable (_ session: String) -> String)? {
        guard !simulated || namedAuditLog != nil else { return nil }
        // What the environment says, it says to that command too.
        let options = [("--audit-log", global.auditLog), ("--config", global.config)].compactMap { option, value in
            value.map { " \(option) \(CommandContext.quoted($0))" }
        }.joined()
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

extension Retention {
    var json: JSONValue { ["years": .integer(Int64(years)), "source": .string(source)] }
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
        self.init(status, "\(error)", hint: error.hint)
    }
}

extension ReaderSelector {
    fileprivate var json: JSONValue {
        switch self {
        case .serial(let serial): ["serial": .string(serial)]
        case .name(let name): ["name": .string(name)]
        }
    }
}
