import ArgumentParser
import AuditLog
import Instants

/// The filters of `ra audit list` and `export`, and of the collector's. All that are given hold together.
public struct EventFilters: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("A ready-made question, as explained above.", valueName: "name"))
    var question: Question?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Not before: \(TimeExpression.forms).", valueName: "time"),
        transform: EventFilters.time)
    var since: TimeExpression?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Not after, in the same forms; a date means its last second, a minute its last.", valueName: "time"),
        transform: EventFilters.time)
    var until: TimeExpression?

    @Option(help: ArgumentHelp("The holder, by smartcard UUID.", valueName: "uuid"))
    var subject: String?

    @Option(help: ArgumentHelp("The operator, by smartcard UUID.", valueName: "uuid"))
    var `operator`: String?

    @Option(help: ArgumentHelp("unlock, renew, email or replace.", valueName: "action"))
    var action: String?

    @Option(
        help: ArgumentHelp(
            "How it ended: \(EventOutcome.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "outcome"))
    var outcome: EventOutcome?

    @Option(help: ArgumentHelp("Where it was done.", valueName: "name"))
    var workstation: String?

    @Option(help: ArgumentHelp("One session.", valueName: "id"))
    var session: String?

    @Option(help: ArgumentHelp("One kind of event: card.read, intent, outcome, refusal, …", valueName: "code"))
    var event: EventCode?

    @Flag(help: "Intents without an outcome.")
    var open = false

    @Flag(help: "Outside Monday to Friday, 8:00 to 18:30 in London. Bank holidays count as weekdays.")
    var outOfHours = false

    public init() {}

    public func validate() throws {
        do {
            try filter.check()
        } catch {
            throw ValidationError(EventFilters.sentence(for: error))
        }
    }

    /// - Throws: `CommandFailure`, where the times leave nothing between them.
    public func query(now: UTCInstant) throws(CommandFailure) -> EventQuery {
        do {
            return try filter.query(now: now)
        } catch {
            throw CommandFailure(.usage, EventFilters.sentence(for: error), hint: "Exchange them.")
        }
    }

    /// As they were given.
    public var filter: EventFilter {
        var filter = EventFilter()
        filter.question = question
        (filter.since, filter.until) = (since, until)
        (filter.subject, filter.operator) = (subject, `operator`)
        (filter.action, filter.outcome) = (action, outcome)
        (filter.workstation, filter.session, filter.code) = (workstation, session, event)
        (filter.isOpen, filter.isOutOfHours) = (open, outOfHours)
        return filter
    }

    private static func sentence(for mistake: EventFilter.Mistake) -> String {
        switch mistake {
        case .notAUUID(let field): "--\(field) takes the twelve digits of a smartcard's UUID."
        case .noSuchAction: "--action takes one of \(EventFilter.actions.joined(separator: ", "))."
        case .needs(let question, let field):
            "The question \(question.rawValue) needs --\(field) UUID."
        case .sinceAfterUntil: "--since is later than --until."
        }
    }

    @Sendable private static func time(_ text: String) throws -> TimeExpression {
        guard let time = TimeExpression(text) else { throw ValidationError("It takes \(TimeExpression.forms).") }
        return time
    }

    public static let questions =
        "The questions that auditors ask first, for --question:\n"
        + Question.allCases.map { "  \($0.rawValue): \($0.explanation)\($0.needed)" }.joined(separator: "\n")
}

extension Question: ExpressibleByArgument {}

extension Question {
    /// The option that goes with it.
    fileprivate var needed: String {
        switch needs {
        case .holder?: " (needs --subject)"
        case .operator?: " (needs --operator)"
        case nil: ""
        }
    }
}

extension EventOutcome: ExpressibleByArgument {}
extension EventCode: ExpressibleByArgument {}
