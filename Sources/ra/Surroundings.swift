import Foundation
import Instants
import PCSC

/// What a command gets from outside itself: environment, streams, clock, PC/SC. Given by `main` or by a test.
struct Surroundings: Sendable {
    var environment: [String: String]
    var standardOutput: Output
    var standardError: Output
    var standardInputIsTerminal: Bool
    /// The system's configuration file.
    var systemConfiguration: String
    var now: @Sendable () -> UTCInstant
    /// The PC/SC functions, where no simulated desk is asked for.
    var pcsc: FunctionTable

    /// The real ones.
    static let process = Surroundings(
        environment: ProcessInfo.processInfo.environment,
        standardOutput: Output(descriptor: STDOUT_FILENO),
        standardError: Output(descriptor: STDERR_FILENO),
        standardInputIsTerminal: isatty(STDIN_FILENO) == 1,
        systemConfiguration: "/etc/ra-workstation/config.yaml",
        now: { UTCInstant(secondsSince1970: Int64(time(nil))) },
        pcsc: .pcscLite)
}
