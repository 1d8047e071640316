import AuditLog
import Foundation
import Handbook
import JSON
import Preflight
import WorkstationSettings

extension Workplace {
    /// Where the audit log is, and who told. Nothing is made on disk here.
    public var auditLogPlace: LogPlace {
        LogPlace.choose(
            option: choices.auditLog, environment: environment, configuration: configuration.auditLog)
    }

    /// What each event of this run says of where it comes from.
    public var logContext: LogContext {
        LogContext(workstation: name, site: configuration.site, simulated: isSimulated, program: program)
    }

    public var logClock: LogClock {
        var system = LogClock.system()
        system.now = clock
        return system
    }

    /// Opens the log to write to it, makes it if there is none, and records the settings where they have changed. What
    /// its `notices` and `keyTrouble` say has to be shown.
    ///
    /// - Parameters:
    ///   - temporary: the folder of a log that goes when the session has ended.
    ///   - predecessor: the log that a new one goes on from; nil where it goes on from none.
    /// - Throws: `WorkplaceError.log`. No log, no action.
    public func openAuditLog(
        temporary: String? = nil, succeeding predecessor: LogOpened.Predecessor? = nil
    ) async throws(WorkplaceError) -> AuditLog {
        let place = temporary.map { $0 + "/audit.sqlite" } ?? auditLogPlace.path
        do {
            let log = try await AuditLog.open(
                at: place, context: logContext, clock: logClock, succeeding: predecessor)
            try await log.record(settings: recordedSettings)
            return log
        } catch {
            throw WorkplaceError(error)
        }
    }

    /// What opening the log would make.
    ///
    /// - Throws: `WorkplaceError.log`, where it can't be made, or this user may not write what is there.
    public func rehearseAuditLog() async throws(WorkplaceError) -> AuditLog.Rehearsal {
        do {
            return try await AuditLog.rehearse(at: auditLogPlace.path, context: logContext, clock: logClock)
        } catch {
            throw WorkplaceError(error)
        }
    }

    /// Where a simulated desk has its log, if none is named: a folder that others can't read. Who asked removes it.
    ///
    /// - Returns: nil where the log is kept.
    /// - Throws: `WorkplaceError.temporaryFolder`.
    public func temporaryLogFolder() throws(WorkplaceError) -> String? {
        guard isSimulated, namedAuditLog == nil else { return nil }
        let folder = NSTemporaryDirectory() + "ra-simulated-\(UUID().uuidString)"
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .temporaryFolder(NSTemporaryDirectory())
        }
        return folder
    }

    /// The settings that an auditor would ask about. Recorded when they change.
    private var recordedSettings: [String: JSONValue] {
        var settings: [String: JSONValue] = [
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
        // Where none is set nothing has changed since there were none.
        if let collector = configuration.collector {
            settings["collector"] = [
                "url": .string("\(collector.url)"), "key": .string(collector.key.text), "ca": .optional(collector.ca),
                "warnAfterHours": .integer(Int64(collector.warnAfterHours)),
            ]
        }
        return settings
    }
}

extension WorkplaceError {
    /// What the log throws.
    init(_ error: any Error) {
        self = (error as? AuditLogError).map(WorkplaceError.log) ?? .fault("\(error)")
    }
}

extension Retention {
    public var json: JSONValue { ["years": .integer(Int64(years)), "source": .string(source)] }
}

extension ReaderSelector {
    fileprivate var json: JSONValue {
        switch self {
        case .serial(let serial): ["serial": .string(serial)]
        case .name(let name): ["name": .string(name)]
        }
    }
}
