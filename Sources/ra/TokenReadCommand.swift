import ArgumentParser
import CardIdentity

/// What `ra` runs itself as, to ask a PKCS#11 module in a process of its own. Not for people.
struct TokenReadCommand: ParsableCommand {
    static let name = "pkcs11-read"
    static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

    /// This program, from whatever place it was started.
    static let helper = TokenHelper(program: "/proc/self/exe", arguments: [name])

    func run() {
        TokenReadProcess.run()
    }
}
