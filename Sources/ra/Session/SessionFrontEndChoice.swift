import DeskSession
import Foundation
import Handbook
import JSON
import StrictYAML

/// Which way a session shows itself and takes its answers, from the options and from what standard input is.
struct SessionFrontEndChoice {
    let console: SessionConsole
    /// Facts that an answers file tells unasked.
    var volunteered: [(FactKey, JSONValue)] = []
    /// Somebody could answer whether another card is the right one.
    var offersAnotherCard = false

    init(workflow: Workflow, options: SessionOptionGroup, context: CommandContext) throws {
        let output = context.output
        let text = SessionText(width: output.width, simulated: context.simulated)
        let quiet = TextPresentation(text: text, output: output, prompts: nil)
        let presentation: any SessionPresentation =
            options.json ? ConversationPresentation(output: output) : quiet
        // A failing output is noticed at the next thing shown.
        let echo: @Sendable (String) -> Void = { [json = options.json] line in if !json { try? quiet.write([line]) } }
        switch options.answers {
        case "-"?:
            guard options.json else {
                throw CommandFailure(
                    .usage, "--answers - is a conversation in JSON and needs --json.",
                    hint: "Add --json, or name a YAML file.")
            }
            console = SessionConsole(
                presentation: presentation, source: ConversationAnswers(input: StandardInput.lines()))
        case let path?:
            let file = try SessionFrontEndChoice.answers(in: path)
            volunteered = file.volunteered.compactMap { key, value in FactKey(rawValue: key).map { ($0, value) } }
            offersAnotherCard = file.values["holder.anotherCard"] != nil
            console = SessionConsole(
                presentation: presentation, source: SuppliedAnswers(AnswerSupply(file), name: path, echo: echo))
        case nil:
            guard context.surroundings.standardInputIsTerminal, !options.json else {
                throw SessionFrontEndChoice.nobodyToAsk(workflow, context)
            }
            let shown = TextPresentation(text: text, output: output, prompts: context.talk)
            console = SessionConsole(
                presentation: shown, source: TypedAnswers(input: StandardInput.lines(), presentation: shown))
            offersAnotherCard = true
        }
    }

    private static func answers(in path: String) throws -> AnswersFile {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(
                .fileTrouble, "The answers file \(SafeText(path)) can't be read.", hint: "Check its name and rights.")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw CommandFailure(.badInput, "The answers file \(SafeText(path)) is not UTF-8 text.")
        }
        do {
            return try AnswersFile(yaml: text, file: path)
        } catch {
            throw CommandFailure(
                .badInput, "\(error)", hint: "The keys are the facts of 'ra decide' and the session's.")
        }
    }

    /// Neither a terminal nor answers: what would have to be answered.
    private static func nobodyToAsk(_ workflow: Workflow, _ context: CommandContext) -> CommandFailure {
        let keys = SessionKeys.mayBeAsked(in: workflow, knowing: context.configuration)
        return CommandFailure(
            .usage,
            "Standard input is not a terminal, and there are no answers. Missing: \(keys.joined(separator: ", ")).",
            hint: "Put them in a YAML file for --answers, or use --answers - with --json.")
    }
}
