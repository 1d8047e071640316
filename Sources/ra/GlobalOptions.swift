import ArgumentParser

/// Options that every command takes, before or after its name.
struct GlobalOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The workstation's settings.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("The audit log.", valueName: "file"))
    var auditLog: String?

    @Option(help: ArgumentHelp("Run on simulated readers and cards from a scenario.", valueName: "scenario"))
    var simulate: String?
}
