import ArgumentParser
import CallGuide
import WorkstationSettings
import Foundation
import Handbook
import Instants
import JSON
import PlainText
import Workplace

/// Whom to call about a system, at this hour.
struct CallCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Whom to call about a system at this hour, and what to try first.",
        discussion: """
            The answer rests on the handbook: contacts in the order in which to try them, those that are closed now \
            last. Without a system, on a terminal, the systems and problems are listed.

            Whether the Digital Team is there is taken from --digital, else from 'digitalSupport' in the configuration, \
            else assumed. Nothing is recorded.
            """)

    @Argument(help: ArgumentHelp("A system's id, as --list shows it.", valueName: "system"))
    var system: String?

    @Option(help: ArgumentHelp("A problem's id: its own steps are shown, and whom to call.", valueName: "id"))
    var problem: String?

    @Option(help: ArgumentHelp("Where it is; without it, the configuration's site.", valueName: "site"))
    var site: String?

    @Option(
        help: ArgumentHelp(
            "Another moment than now: RFC 3339, or London time such as '2026-12-25 03:00'.", valueName: "instant"))
    var at: LondonMoment?

    @Option(help: ArgumentHelp("Who is affected: one, site or everybody.", valueName: "impact"))
    var impact = Impact.one

    @Option(help: ArgumentHelp("Whether the Digital Team is there: yes or no.", valueName: "yes|no"))
    var digital: YesOrNo?

    @Flag(help: "List the systems, problems and sites.")
    var list = false

    @Flag(help: "With --list: also what only an older handbook names.")
    var older = false

    @Option(
        help: ArgumentHelp("Write the text of a ticket into a file, with blanks to fill in.", valueName: "file"))
    var ticket: String?

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard !list || (system == nil && problem == nil && ticket == nil) else {
            throw ValidationError("--list stands alone: it answers for no system.")
        }
        guard list || !older else { throw ValidationError("--older goes with --list.") }
        guard ticket != "" else { throw ValidationError("The option --ticket is given without a name.") }
    }

    func run(in context: CommandContext) async throws {
        let guide = try context.supportGuide()
        let asksNothing = system == nil && problem == nil
        if list || (asksNothing && context.output.isTerminal && !json && ticket == nil) {
            guard !json else { return try context.output.line(guide.listDocument(older: older).line()) }
            return try context.output.write(CallText(width: context.output.width).list(guide, older: older))
        }
        let answer = try guide.answer(question(guide, in: context)).said { $0.command ?? $0.sentence }
        if json {
            try context.output.line(answer.json.line())
        } else {
            try context.output.write(CallText(width: context.output.width).answer(answer, guide))
        }
        if let ticket {
            let text = CallTicket(answer: answer, guide: guide, workstation: context.workplace.name).text
            try OutputFile.write(Data(text.utf8), to: ticket, what: "The ticket")
            if !json { try context.talk.line("The ticket's text is in \(SafeText(ticket)). Fill in its blanks.") }
        }
    }

    private func question(_ guide: SupportGuide, in context: CommandContext) throws(CommandFailure) -> CallQuestion {
        let problem = try problem.map { id throws(CommandFailure) in
            guard let known = guide.problem(id) else {
                throw CommandFailure(
                    .usage, "\(SafeText(id)) is not a known problem.",
                    hint: "Known: \(guide.problems.map(\.id).joined(separator: ", ")).")
            }
            return known
        }
        let systems = guide.listed(older: false).map(\.id).joined(separator: ", ")
        guard let id = system ?? problem?.system else {
            throw CommandFailure(.usage, "Say which system it is about.", hint: "Known: \(systems).")
        }
        guard let known = guide.system(id) else {
            throw CommandFailure(.usage, "\(SafeText(id)) is not a known system.", hint: "Known: \(systems).")
        }
        if let problem, problem.system != known.id {
            throw CommandFailure(
                .usage, "The problem \(problem.id) belongs to \(problem.system), not to \(known.id).",
                hint: "Leave the system out: the problem's own is answered.")
        }
        let place = site ?? context.configuration.site
        if let place, guide.site(place) == nil {
            throw CommandFailure(
                site == nil ? .badInput : .usage, "\(SafeText(place)) is not a known site.",
                hint: "Known: \(guide.sites.map(\.id).joined(separator: ", ")).")
        }
        return CallQuestion(
            system: known, problem: problem, site: place, at: at?.instant ?? context.now, impact: impact,
            digitalOption: digital.map { $0 == .yes }, digitalHours: context.configuration.digitalSupport)
    }
}

enum YesOrNo: String, ExpressibleByArgument, CaseIterable, Sendable {
    case yes
    case no
}

extension Impact: ExpressibleByArgument {}

/// An instant with its offset, or a date and a time on London's clock.
struct LondonMoment: ExpressibleByArgument {
    let instant: UTCInstant

    init?(argument: String) {
        if let instant = UTCInstant(rfc3339: argument) {
            self.instant = instant
            return
        }
        guard let match = argument.wholeMatch(of: /(\d{4}-\d{2}-\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?/),
            let date = CivilDate(iso8601: match.1), let hour = Int64(match.2), hour < 24,
            let minute = Int64(match.3), minute < 60, let second = Int64(match.4 ?? "0"), second < 60
        else { return nil }
        instant = LondonTime.instant(date, hour: hour, minute: minute, second: second)
    }
}
