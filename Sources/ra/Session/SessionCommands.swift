import ArgumentParser
import DeskSession
import Handbook

/// What the four guided commands have in common.
protocol SessionCommand: DeskCommand {
    static var workflow: Workflow { get }
    var options: SessionOptionGroup { get }
}

extension SessionCommand {
    static var endsInOrder: Bool { true }

    func run(in context: CommandContext) async throws {
        try await SessionRun(workflow: Self.workflow, options: SessionChoices(options), context: context).run()
    }
}

/// What every guided session takes, one that is taken up again included.
struct SessionOutputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take the answers from a YAML file, or with - and --json from standard input, one JSON object a line.",
            valueName: "file|-"))
    var answers: String?

    @Flag(help: "Stream the session as JSON Lines for programs.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Keep what is to be looked up, done and read out in a file, to print or to carry.", valueName: "file"))
    var sheet: String?

    @Option(
        help: ArgumentHelp(
            "Where the text of a ticket goes, if the session ends in one; without it, a file in your home folder.",
            valueName: "file"))
    var ticket: String?
}

struct SessionOptionGroup: ParsableArguments {
    @OptionGroup var output: SessionOutputOptions

    @Flag(help: "The holder's card isn't here: its UUID is typed, and what can be done elsewhere is told.")
    var noCard = false

    @Flag(help: "The card is your own: one reader and no second card are enough.")
    var ownCard = false
}

/// What was chosen on the command line for a session.
struct SessionChoices: Sendable {
    var answers: String?
    var json: Bool
    var noCard: Bool
    var ownCard: Bool
    var ticket: String?
    var sheet: String?

    init(_ options: SessionOptionGroup) {
        self.init(options.output, noCard: options.noCard, ownCard: options.ownCard)
    }

    /// For a session that is taken up again, which has the rest from its beginning.
    init(_ options: ResumeCommand, of logged: LoggedSession) {
        self.init(options.output, noCard: !logged.holderCardIsHere, ownCard: logged.cardIsOwn)
    }

    private init(_ output: SessionOutputOptions, noCard: Bool, ownCard: Bool) {
        (answers, json, ticket, sheet) = (output.answers, output.json, output.ticket, output.sheet)
        (self.noCard, self.ownCard) = (noCard, ownCard)
    }
}

struct UnlockCommand: SessionCommand {
    static let workflow = Workflow.unlock
    static let configuration = CommandConfiguration(
        commandName: "unlock",
        abstract: "Guide the unlocking of somebody's smartcard, with two readers and CIM beside it.",
        discussion: SessionText.discussion)

    @OptionGroup var options: SessionOptionGroup
    @OptionGroup var global: GlobalOptions
}

struct RenewCommand: SessionCommand {
    static let workflow = Workflow.renew
    static let configuration = CommandConfiguration(
        commandName: "renew",
        abstract: "Guide the renewal of somebody's certificates; unlocks first where that is needed.",
        discussion: SessionText.discussion)

    @OptionGroup var options: SessionOptionGroup
    @OptionGroup var global: GlobalOptions
}

struct EmailCommand: SessionCommand {
    static let workflow = Workflow.email
    static let configuration = CommandConfiguration(
        commandName: "email",
        abstract: "Guide the change of the email address on somebody's profile.",
        discussion: SessionText.discussion)

    @OptionGroup var options: SessionOptionGroup
    @OptionGroup var global: GlobalOptions
}

struct ReplaceCommand: SessionCommand {
    static let workflow = Workflow.replace
    static let configuration = CommandConfiguration(
        commandName: "replace",
        abstract: "Guide the replacement of a card that is lost, stolen, damaged or blocked.",
        discussion: SessionText.discussion)

    @OptionGroup var options: SessionOptionGroup
    @OptionGroup var global: GlobalOptions
}

extension SessionText {
    static let discussion = """
        The work itself is done in Care Identity Management (CIM), in a browser. This command reads the cards, says \
        what to do and why, watches both readers meanwhile, reads the holder's card again to see that it worked, and \
        records it all. It never asks for a passcode. It asks on the terminal; without one it needs --answers. \
        The exit status is 0 when the work is verified, confirmed or advised, and 1 otherwise.
        """
}
