import ArgumentParser
import AuditLog
import Configuration
import Foundation
import Handbook
import JSON

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
    func openAuditLog() async throws -> AuditLog {
        let isTemporary = simulated && namedAuditLog == nil
        let place = isTemporary ? try CommandContext.temporaryLog() : auditLogPlace.path
        try talk.line("Audit log: \(SafeText(place))\(isTemporary ? " (temporary: the desk is simulated)" : "")")
        do {
            let log = try await AuditLog.open(at: place, context: logContext, clock: logClock)
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
            "cim": .string(configuration.cim.rawValue),
            "pkcs11": .array(configuration.pkcs11Modules.map(JSONValue.string)),
            "cardData": .optional(configuration.cardData),
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

    private static func temporaryLog() throws -> String {
        let folder = NSTemporaryDirectory() + "ra-simulated-\(UUID().uuidString)"
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandFailure(
                .fileTrouble, "No temporary audit log can be made in \(NSTemporaryDirectory()).",
                hint: "Name one with --audit-log.")
        }
        return folder + "/audit.sqlite"
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
