import ArgumentParser

/// A command of `ra`. It gets everything that it needs from outside in one value, so that a test can give it another
/// desk, another clock and another place to print to.
protocol DeskCommand: AsyncParsableCommand, Sendable {
    /// Declared in each command as `@OptionGroup var global: GlobalOptions`.
    var global: GlobalOptions { get }

    /// True for a command that has something to put in order when it is interrupted. The first SIGINT, SIGTERM or
    /// SIGHUP then cancels its task instead of ending the program; a second one ends it.
    static var endsInOrder: Bool { get }

    /// Shows trouble once more, where nobody would see standard error. Most commands do nothing.
    func show(_ trouble: CommandFailure, in surroundings: Surroundings)

    /// Does the work. Throws `CommandFailure` for trouble, or `ExitStatus` when the answer is printed and is a no.
    func run(in context: CommandContext) async throws
}

extension DeskCommand {
    static var endsInOrder: Bool { false }

    func show(_ trouble: CommandFailure, in surroundings: Surroundings) {}

    func run() async throws {
        try await run(in: CommandContext(options: global, surroundings: .process))
    }
}
