import AuditLog
import CardIdentity
import Foundation
import Instants
import PCSC
import Preflight
import VirtualCards
import WorkstationSettings

/// What every front end stands on: settings, readers and cards, rules, the log and its place, put together once.
///
/// It has no streams and no exit status, and decides nothing. Making one reads files and begins a simulated desk's time,
/// and touches neither reader nor log.
public struct Workplace: Sendable {
    /// What was chosen for one run, before the configuration counts.
    public struct Choices: Hashable, Sendable {
        /// The configuration file; nil looks in `RA_CONFIG` and the system's place.
        public var configuration: String?
        /// The audit log; nil looks in `RA_AUDIT_LOG` and the configuration.
        public var auditLog: String?
        /// A scenario's file, or the name of one that is built in: readers and cards are simulated.
        public var scenario: String?

        public init(configuration: String? = nil, auditLog: String? = nil, scenario: String? = nil) {
            self.configuration = configuration
            self.auditLog = auditLog
            self.scenario = scenario
        }
    }

    public private(set) var choices: Choices
    public let environment: [String: String]
    public let configuration: WorkstationConfiguration
    /// Readers and cards: libpcsclite, or the simulated desk.
    public let functions: FunctionTable
    /// The simulated desk, where one was asked for. Its time has begun.
    public let scenario: ScenarioDesk?
    /// The program and its version, as the log names it.
    public let program: String
    /// The program in which PKCS#11 modules are loaded; nil where the front end has none, and then none is.
    public let tokenHelper: TokenHelper?
    /// The audit log that was named; nil when none was.
    public private(set) var namedAuditLog: String?
    public let clock: @Sendable () -> UTCInstant
    /// False for a log that goes with the session: that of a simulated desk for which none was named.
    private let keepsLog: Bool
    /// Called when a guided session has ended whose log is kept, where the settings name a collector. May not wait.
    public var pushAfterSession: (@Sendable (Workplace) -> Void)?

    /// - Parameters:
    ///   - choices: what was chosen for this run; it counts before the environment and the configuration.
    ///   - environment: the run's variables, by name; `RA_CONFIG` and `RA_AUDIT_LOG` count here.
    ///   - program: the program and its version, as the log names it.
    ///   - systemConfiguration: the system's configuration file, which may be missing; nil for none.
    ///   - functions: used where no simulated desk is asked for.
    ///   - tokenHelper: the program in which PKCS#11 modules are loaded; nil where the front end has none.
    ///   - clock: wall time.
    /// - Throws: `WorkplaceError.scenario` or `.configuration`.
    public init(
        _ choices: Choices, environment: [String: String], program: String,
        systemConfiguration: String? = ConfigurationLookup.systemFile, functions: FunctionTable = .pcscLite,
        tokenHelper: TokenHelper? = nil, clock: @escaping @Sendable () -> UTCInstant
    ) throws(WorkplaceError) {
        self.choices = choices
        self.environment = environment
        self.program = program
        self.tokenHelper = tokenHelper
        self.clock = clock
        do throws(ScenarioError) {
            if let name = choices.scenario {
                scenario = try ScenarioDesk(simulating: try Scenario.named(name), now: clock())
            } else {
                scenario = nil
            }
        } catch {
            throw .scenario(error)
        }
        do throws(ConfigurationError) {
            let found = try ConfigurationLookup(
                option: choices.configuration, environment: environment["RA_CONFIG"], systemFile: systemConfiguration
            ).load()
            configuration = try scenario?.scenario.settings(under: found) ?? found
        } catch {
            throw .configuration(error)
        }
        let fromEnvironment = environment["RA_AUDIT_LOG"].flatMap { $0.isEmpty ? nil : $0 }
        namedAuditLog = choices.auditLog ?? fromEnvironment ?? configuration.auditLog
        keepsLog = scenario == nil || namedAuditLog != nil
        self.functions = scenario?.functions ?? functions
        scenario?.start()
    }

    /// True when readers and cards are simulated. Each line about a card then says so, and the log records it.
    public var isSimulated: Bool { scenario != nil }

    public var now: UTCInstant { clock() }

    /// The same workplace with its log in another place.
    public func keepingLog(at path: String) -> Workplace {
        var other = self
        other.choices.auditLog = path
        other.namedAuditLog = path
        return other
    }

    /// What is done when a session has ended; nil where nothing is.
    var afterSession: (@Sendable () -> Void)? {
        guard keepsLog, configuration.collector != nil, let pushAfterSession else { return nil }
        return { pushAfterSession(self) }
    }

    /// The workstation's name: the configured one, else the host's.
    public var name: String { configuration.workstation ?? ProcessInfo.processInfo.hostName }
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
