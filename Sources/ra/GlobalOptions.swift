import ArgumentParser

/// Options that every command takes. They stand before or after the command's name, because the root command and each
/// command declare the same group.
struct GlobalOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The workstation's settings (or RA_CONFIG).", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("The audit log (or RA_AUDIT_LOG).", valueName: "file"))
    var auditLog: String?

    @Option(
        help: ArgumentHelp(
            "Run on simulated readers and cards: a scenario's file, or the name of one that is built in.",
            valueName: "scenario"))
    var simulate: String?

    /// An empty name is mostly a script's empty variable.
    mutating func validate() throws {
        for (option, value) in [("--config", config), ("--audit-log", auditLog), ("--simulate", simulate)]
        where value == "" {
            throw ValidationError("Option \(option) needs a value.")
        }
    }
}
