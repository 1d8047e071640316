import ArgumentParser
import AuditLog
import Foundation
import Instants
import PCSC
import Preflight
import VirtualCards
import Workplace
import WorkstationSettings

/// Everything that a command works with: the workplace, and the streams of this run.
struct CommandContext: Sendable {
    let workplace: Workplace
    let surroundings: Surroundings

    init(options: GlobalOptions, surroundings: Surroundings) throws {
        self.surroundings = surroundings
        do {
            var workplace = try Workplace(
                Workplace.Choices(
                    configuration: options.config, auditLog: options.auditLog, scenario: options.simulate),
                environment: surroundings.environment,
                program: "ra \(RootCommand.configuration.version)",
                systemConfiguration: surroundings.systemConfiguration, functions: surroundings.pcsc,
                tokenHelper: TokenReadCommand.helper, clock: surroundings.now)
            workplace.pushAfterSession = PushAfterSession.start
            self.workplace = workplace
        } catch {
            throw CommandFailure(error)
        }
    }

    var configuration: WorkstationConfiguration { workplace.configuration }
    /// True when readers and cards are simulated. Each line about a card then says so, and the log records it.
    var simulated: Bool { workplace.isSimulated }
    /// The audit log that was named: the option, then `RA_AUDIT_LOG`, then the configuration. Nil when none was.
    var namedAuditLog: String? { workplace.namedAuditLog }

    /// Data: what the command was asked for.
    var output: Output { surroundings.standardOutput }
    /// Talk: prompts, progress, warnings.
    var talk: Output { surroundings.standardError }
    var now: UTCInstant { surroundings.now() }
}
