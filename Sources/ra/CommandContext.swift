import AuditLog
import Foundation
import Handbook
import Instants
import PCSC
import Preflight
import VirtualCards
import WorkstationSettings

/// Everything that a command works with.
struct CommandContext: Sendable {
    let configuration: WorkstationConfiguration
    /// Readers and cards: libpcsclite, or the simulated desk.
    let pcsc: FunctionTable
    /// True when readers and cards are simulated. Each line about a card then says so, and the log records it.
    var simulated: Bool { scenario != nil }
    /// The simulated desk, where one was asked for. Its time has begun.
    let scenario: ScenarioDesk?
    let surroundings: Surroundings
    /// The audit log that was named: the option, then `RA_AUDIT_LOG`, then the configuration. Nil when none was.
    let namedAuditLog: String?
    let global: GlobalOptions

    init(options: GlobalOptions, surroundings: Surroundings) throws {
        self.surroundings = surroundings
        global = options
        do {
            let now = surroundings.now()
            scenario = try options.simulate.map { name throws(ScenarioError) in
                try ScenarioDesk(simulating: try Scenario.named(name), now: now)
            }
        } catch {
            throw CommandFailure(error)
        }
        do {
            let found = try ConfigurationLookup(
                option: options.config, environment: surroundings.environment["RA_CONFIG"],
                systemFile: surroundings.systemConfiguration
            ).load()
            configuration = try scenario?.scenario.settings(under: found) ?? found
        } catch {
            throw CommandFailure(error)
        }
        let fromEnvironment = surroundings.environment["RA_AUDIT_LOG"].flatMap { $0.isEmpty ? nil : $0 }
        namedAuditLog = options.auditLog ?? fromEnvironment ?? configuration.auditLog
        pcsc = scenario?.functions ?? surroundings.pcsc
        scenario?.start()
    }

    /// What the preflight and `ra readers` look at. A new one looks anew.
    func freshWorkstation() -> Workstation {
        var workstation = Workstation(
            name: configuration.workstation ?? ProcessInfo.processInfo.hostName, configuration: configuration,
            environment: surroundings.environment, now: now, isSimulated: simulated, functions: pcsc)
        // A simulated desk doesn't touch the workstation's own log.
        workstation.auditLog = simulated && namedAuditLog == nil ? nil : auditLogPlace.path
        workstation.logContext = logContext
        workstation.practice = { try rulebook().practice }
        return workstation
    }

    /// Data: what the command was asked for.
    var output: Output { surroundings.standardOutput }
    /// Talk: prompts, progress, warnings.
    var talk: Output { surroundings.standardError }
    var now: UTCInstant { surroundings.now() }
}

extension Scenario {
    /// A scenario's own settings, where no configuration file is used.
    fileprivate func settings(
        under found: WorkstationConfiguration
    ) throws(ConfigurationError) -> WorkstationConfiguration? {
        do {
            guard found.file == nil, let section = try settings() else { return nil }
            return try WorkstationConfiguration(yaml: section, file: file)
        } catch {
            throw .mistake(error)
        }
    }
}

extension CommandFailure {
    init(_ error: ScenarioError) {
        switch error {
        case .notFound(let name, let known):
            self.init(
                .fileTrouble, "The scenario \(SafeText(name)) is not there.",
                hint: "Name a file, or one that is built in: \(known.joined(separator: ", ")).")
        case .file(let failure, let name):
            self.init(failure, "The scenario", name, hint: "Check --simulate.")
        case .mistake(let mistake):
            self.init(.badInput, "\(SafeText("\(mistake)"))", hint: "Correct that line of the scenario.")
        case .impossible(let reason):
            self.init(.badInput, "The scenario can't be played: \(SafeText(reason)).")
        }
    }

    init(_ error: ConfigurationError) {
        switch error {
        case .file(let failure, let file):
            self.init(
                failure, "The configuration", file,
                hint: "Check --config and RA_CONFIG; without either, ra works with sensible settings.")
        case .mistake(let mistake):
            self.init(.badInput, "\(mistake)", hint: "Correct that line; everything else in the file was left unread.")
        }
    }
}
