import ArgumentParser

struct RootCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ra",
        abstract: "Smartcard desk tool for an NHS Registration Authority workstation.",
        version: "0.1.0",
        subcommands: [
            AuditCommand.self,
            CardCommand.self,
            DecideCommand.self,
            DueCommand.self,
            EmailCommand.self,
            HandbookCommand.self,
            PreflightCommand.self,
            ReadersCommand.self,
            RenewCommand.self,
            ReplaceCommand.self,
            TokenReadCommand.self,
            UnlockCommand.self,
        ]
    )

    @OptionGroup var global: GlobalOptions
}
