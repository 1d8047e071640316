import ArgumentParser
import Handbook
import Instants
import JSON
import PlainText

/// What the handbook says, to be read: its rules, sites, roles, sources and errors.
struct HandbookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "handbook",
        abstract: "Read the handbook: rules, sites, roles, sources, error codes.",
        subcommands: [
            HandbookErrorCommand.self,
            HandbookRolesCommand.self,
            HandbookRulesCommand.self,
            HandbookSitesCommand.self,
            HandbookSourcesCommand.self,
        ])
}

enum HandbookFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text
    case json
    case html
}

struct HandbookRulesCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Every decision table, with where each row comes from.")

    @Flag(help: "Print one JSON document for programs; the same as --format json.")
    var json = false

    @Option(help: "html writes one page that a browser opens and a manager can review.")
    var format = HandbookFormat.text

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) async throws {
        let rulebook = try context.rulebook()
        switch json ? .json : format {
        case .json: try context.output.line(rulebook.rulesDocument.line())
        case .html: try context.output.line(RulePage(rulebook).html)
        case .text: try context.output.write(HandbookText(width: context.output.width).rules(rulebook))
        }
    }
}

struct HandbookSitesCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "sites", abstract: "The sites, the email domains and the contact points.")

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) async throws {
        let rulebook = try context.rulebook()
        try context.write(rulebook.sitesDocument, asJSON: json) { $0.sites(rulebook.practice) }
    }
}

struct HandbookRolesCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "roles", abstract: "The roles and what each may do for another person.")

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) async throws {
        let rulebook = try context.rulebook()
        try context.write(rulebook.rolesDocument, asJSON: json) { $0.roles(rulebook.practice) }
    }
}

struct HandbookSourcesCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "sources", abstract: "The documents that the rules cite, and which are past their review.")

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) async throws {
        let practice = try context.rulebook().practice
        let today = LondonTime.date(context.now)
        let sources: [JSONValue] = practice.sources.map { source in
            [
                "id": .string(source.id), "title": .string(source.title), "version": .optional(source.version),
                "published": .optional(source.published), "nextReview": .optional(source.nextReview),
                "reviewOverdue": .bool(source.isReviewOverdue(on: today)), "note": .string(source.note),
            ]
        }
        try context.write(["schemaVersion": 1, "sources": .array(sources)], asJSON: json) {
            $0.sources(practice, today: today)
        }
    }
}

struct HandbookErrorCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "error", abstract: "What an error of Care Identity Management means, and what to do.",
        discussion: "Exit status 1 when no source describes the code.")

    @Argument(help: ArgumentHelp("The code as it is shown, such as ERR1002. Without one, all are listed."))
    var code: [String] = []

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) async throws {
        let wanted = code.joined(separator: " ")
        let errors: [ServiceError]
        if wanted.isEmpty {
            errors = ServiceError.known
        } else if let error = ServiceError.lookUp(wanted) {
            errors = [error]
        } else {
            throw CommandFailure(
                .answerIsNo, "No source describes the error \(SafeText(wanted)).",
                hint: """
                    Raise a ticket with the code, the UUID, the time and the steps taken. Known: \
                    \(ServiceError.known.map(\.code).joined(separator: ", ")).
                    """)
        }
        try context.write(["schemaVersion": 1, "errors": .array(errors.map(\.json))], asJSON: json) {
            $0.errors(errors)
        }
    }
}

extension CommandContext {
    /// The same as a document for programs or as text.
    fileprivate func write(_ document: JSONValue, asJSON: Bool, text: (HandbookText) -> String) throws {
        if asJSON {
            try output.line(document.line())
        } else {
            try output.write(text(HandbookText(width: output.width)))
        }
    }
}
