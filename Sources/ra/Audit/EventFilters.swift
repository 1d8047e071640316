import ArgumentParser
import AuditLog
import CardIdentity
import Handbook
import Instants

/// The filters of `ra audit list` and `export`. All that are given hold together.
struct EventFilters: ParsableArguments {
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

    func validate() throws {
        // What no event can have is a mistake: "no event fits" would look like a clean record.
        for (option, uuid) in [("--subject", subject), ("--operator", `operator`)] {
            if let uuid, SmartcardUUID(uuid) == nil {
                throw ValidationError("\(option) takes the twelve digits of a smartcard's UUID.")
            }
        }
        if let action, !EventFilters.actions.contains(action) {
            throw ValidationError("--action takes one of \(EventFilters.actions.joined(separator: ", ")).")
        }
        if question == .cardHistory, subject == nil {
            throw ValidationError("The question card-history needs --subject UUID.")
        }
        if question == .operatorWeek, `operator` == nil {
            throw ValidationError("The question operator-week needs --operator UUID.")
        }
    }

    /// - Throws: `CommandFailure`, where the times leave nothing between them.
    func query(now: UTCInstant) throws(CommandFailure) -> EventQuery {
        var query = question?.query(now: now) ?? EventQuery()
        query.since = since?.range(now: now).lowerBound ?? query.since
        query.until = until?.range(now: now).upperBound
        if since != nil, let first = query.since, let last = query.until, first > last {
            throw CommandFailure(.usage, "--since is later than --until.", hint: "Exchange them.")
        }
        query.subject = subject
        query.operatorUUID = `operator`
        query.action = action
        query.outcome = outcome?.rawValue
        query.workstation = workstation
        query.session = session
        query.code = event
        query.isOpen = query.isOpen || open
        query.isOutOfHours = query.isOutOfHours || outOfHours
        return query
    }

    @Sendable private static func time(_ text: String) throws -> TimeExpression {
        guard let time = TimeExpression(text) else { throw ValidationError("It takes \(TimeExpression.forms).") }
        return time
    }

    /// Workflows, and the jobs that a preflight was for.
    private static let actions = Workflow.allCases.map(\.rawValue) + ["self-service", "audit"]

    static let questions =
        "The questions that auditors ask first, for --question:\n"
        + Question.allCases.map { "  \($0.rawValue): \($0.explanation)" }.joined(separator: "\n")
}

extension Question: ExpressibleByArgument {}
extension EventOutcome: ExpressibleByArgument {}
extension EventCode: ExpressibleByArgument {}
