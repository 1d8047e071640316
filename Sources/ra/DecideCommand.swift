import ArgumentParser
import Foundation
import Handbook
import JSON
import StrictYAML
import WorkstationSettings

struct DecideCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide",
        abstract: "Decide by the handbook's rules: facts in, decisions out, as JSON Lines.",
        discussion: """
            Each line of the input is one JSON object of facts, and each line of the output is the decision on it, in \
            the same order. A key that is absent or null is unknown. Where 'now' is unknown the clock fills it in, and \
            the decision then says which 'now' it was.

            A line that is not an object of known facts is answered with an error object in its place; the others are \
            still decided, and the exit status is 65. A line may have \(FactLines.longestLine / 1024) KiB.

            Nothing is recorded and no card is touched.
            """)

    @Argument(help: ArgumentHelp("What is to be done.", valueName: "unlock|renew|email|replace"))
    var workflow: Workflow

    @Option(help: ArgumentHelp("The facts; - is standard input.", valueName: "file"))
    var facts = "-"

    @Flag(help: "Add the routes that one other fact would have led to ('whyNot').")
    var whyNot = false

    @Flag(help: "Changes nothing: each line is a JSON document already.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) async throws {
        let rulebook = try context.rulebook()
        if facts == "-", context.surroundings.standardInputIsTerminal {
            try context.talk.line("Type facts, one JSON object on a line; end with Ctrl-D.")
        }
        let answering = DecisionStream(workflow: workflow, whyNot: whyNot, rulebook: rulebook, context: context)
        let file = facts
        // Reading waits for whoever writes, so it has a thread of its own.
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            Thread.detachNewThread {
                continuation.resume(with: Result { try answering.run(on: file) })
            }
        }
    }
}

extension Workflow: ExpressibleByArgument {}
