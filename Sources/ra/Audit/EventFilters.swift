import ArgumentParser
import AuditLog
import CardIdentity
import Handbook
import Instants

/// The filters of `ra audit list` and `export`. All that are given hold together.
struct EventFilters: ParsableArguments {
    @Option(help: ArgumentHelp("A ready-made question, as explained above.", valueName: "name"))
    var question: Question?

    @Option(help: ArgumentHelp("Not before this date or time.", valueName: "time"))
    var since: TimeBound?

    @Option(help: ArgumentHelp("Not after this date or time; a date means its last second.", valueName: "time"))
    var until: TimeBound?

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
        if let since, let until, since.start > until.end {
            throw ValidationError("--since is later than --until.")
        }
    }

    func query(now: UTCInstant) -> EventQuery {
        var query = question?.query(now: now) ?? EventQuery()
        query.since = since?.start ?? query.since
        query.until = until?.end
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

    /// Workflows, and the jobs that a preflight was for.
    private static let actions = Workflow.allCases.map(\.rawValue) + ["self-service", "audit"]

    static let questions =
        "The questions that auditors ask first, for --question:\n"
        + Question.allCases.map { "  \($0.rawValue): \($0.explanation)" }.joined(separator: "\n")
}

extension Question: ExpressibleByArgument {}
extension EventOutcome: ExpressibleByArgument {}
extension EventCode: ExpressibleByArgument {}

/// A date in London, or an instant with its offset.
struct TimeBound: ExpressibleByArgument {
    let start: UTCInstant
    let end: UTCInstant

    init?(argument: String) {
        if let instant = UTCInstant(rfc3339: argument) {
            (start, end) = (instant, instant)
        } else if let date = CivilDate(iso8601: argument) {
            (start, end) = (LondonTime.instant(date), LondonTime.endOfDay(date))
        } else {
            return nil
        }
    }
}
