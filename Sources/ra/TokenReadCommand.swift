import ArgumentParser
import CardIdentity

/// What `ra` runs itself as, to ask a PKCS#11 module in a process of its own. Not for people.
struct TokenReadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: TokenReader.command, shouldDisplay: false)

    func run() {
        TokenReadProcess.run()
    }
}
