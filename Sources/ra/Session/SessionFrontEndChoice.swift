import DeskSession
import Foundation
import Handbook
import JSON
import PlainText
import StrictYAML
import VirtualCards
import Workplace

/// Which way a session shows itself and takes its answers, from the options and from what standard input is.
struct SessionFrontEndChoice {
    let console: SessionConsole
    let ticket: TicketFile
    /// Facts that an answers file tells unasked.
    private(set) var volunteered: [(FactKey, JSONValue)] = []

    /// How long a scenario's answers take, so that what happens at a question happens before its answer.
    static let scenarioPause = Duration.milliseconds(150)

    init(workflow: Workflow, options: SessionChoices, context: CommandContext) throws {
        let shown = try Shown(workflow, options: options, context: context)
        ticket = shown.ticket
        if options.answers == "-" {
            guard options.json else {
                throw CommandFailure(
                    .usage, "--answers - is a conversation in JSON and needs --json.",
                    hint: "Add --json, or name a YAML file.")
            }
            console = shown.console(ConversationAnswers(input: StandardInput.lines()))
        } else if let (file, name) = try SessionFrontEndChoice.file(workflow, options, context) {
            console = shown.console(
                SuppliedAnswers(
                    AnswerSupply(file), name: name, delay: context.simulated ? Self.scenarioPause : .zero,
                    echo: shown.echo))
            volunteered = file.volunteered.compactMap { key, value in FactKey(rawValue: key).map { ($0, value) } }
        } else if context.surroundings.standardInputIsTerminal, !options.json {
            console = shown.console(TypedAnswers(input: StandardInput.typed(), presentation: shown.text))
        } else {
            throw SessionFrontEndChoice.nobodyToAsk(workflow, context)
        }
    }

    /// The answers file that was named; or a scenario's answers, where nobody can type.
    private static func file(
        _ workflow: Workflow, _ options: SessionChoices, _ context: CommandContext
    ) throws -> (AnswersFile, name: String)? {
        do {
            if let path = options.answers { return (try AnswersFile(yaml: text(of: path), file: path), path) }
            guard !context.surroundings.standardInputIsTerminal || options.json,
                let scenario = context.workplace.scenario?.scenario, let answers = try scenario.answers()
            else { return nil }
            return (try AnswersFile(answers), "The scenario")
        } catch let mistake as YAMLMistake {
            throw CommandFailure(
                .badInput, "\(SafeText("\(mistake)"))",
                hint: "Keys of this session: \(SessionKeys.mayBeAsked(in: workflow).joined(separator: ", ")).")
        }
    }

    private static func text(of path: String) throws -> String {
        do {
            return try TextFile.text(at: path)
        } catch {
            throw CommandFailure(error, "The answers file", path, hint: "Check --answers; - is a conversation.")
        }
    }

    /// Neither a terminal nor answers: what would have to be answered.
    private static func nobodyToAsk(_ workflow: Workflow, _ context: CommandContext) -> CommandFailure {
        let keys = SessionKeys.mayBeAsked(in: workflow, knowing: context.configuration).joined(separator: ", ")
        return CommandFailure(
            .usage, "Standard input is not a terminal, and there are no answers. Missing: \(keys).",
            hint: "Put them in a YAML file for --answers, or use --answers - with --json.")
    }
}

/// How the session is shown.
private struct Shown {
    /// Prompts are shown only where somebody can type.
    let text: TextPresentation
    private let presentation: any SessionPresentation
    private let isText: Bool
    let ticket: TicketFile

    init(_ workflow: Workflow, options: SessionChoices, context: CommandContext) throws {
        let output = context.output
        let isTyped = options.answers == nil && context.surroundings.standardInputIsTerminal
        let words = SessionText(
            workflow, width: output.width, simulated: context.simulated, calls: context.workplace.routeCalls())
        text = TextPresentation(
            text: words, output: output, prompts: isTyped ? context.talk : nil, story: context.story)
        isText = !options.json
        ticket = TicketFile(
            named: options.ticket,
            home: options.json || context.simulated ? nil : context.surroundings.environment["HOME"],
            mark: context.simulated ? String.simulatedMark : "")
        var plain: any SessionPresentation =
            options.json ? ConversationPresentation { line in try output.line(line) } : text
        if let path = options.sheet {
            let printed = SessionText(workflow, width: Output.ordinaryWidth, simulated: context.simulated)
            plain = try SheetPresentation(showing: plain, in: path, text: printed)
        }
        presentation =
            context.workplace.scenario.map { ScenarioPresentation(presentation: plain, scenario: $0) } ?? plain
    }

    func console(_ source: any AnswerSource) -> SessionConsole {
        SessionConsole(presentation: presentation, source: source) { [ticket] in ticket.save($0) }
    }

    /// Shows an answer to people who read along. A failing output is noticed at the next thing shown.
    var echo: @Sendable (String) -> Void {
        { [isText, text] line in if isText { try? text.write([line]) } }
    }
}
