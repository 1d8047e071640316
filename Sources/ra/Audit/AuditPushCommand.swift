import ArgumentParser
import AuditLog
import CollectorClient
import JSON
import PlainText
import Workplace
import WorkstationSettings

struct AuditPushCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "push",
        abstract: "Send the collector what it doesn't hold of the audit log, and keep its cosignature.",
        discussion: """
            The settings name the collector, its key and who vouches for its certificate (collector: {url, key, ca}). \
            This is done after each session and once an hour by itself, and nobody waits for it. Where the collector has \
            another history than this log the status is 1, the log records it, and the preflight fails until a later \
            push is cosigned. Where it can't be reached the status is 69, and the log waits.
            """)

    @Option(
        help: ArgumentHelp("Another address than the one in the settings; key and ca are theirs.", valueName: "url"),
        transform: AuditPushCommand.url)
    var collector: CollectorURL?

    @Flag(help: "Do nothing where the settings name no collector, or there is no log yet.")
    var ifSet = false

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) async throws {
        if ifSet, context.configuration.collector == nil || !context.hasAuditLog { return }
        let settings = try context.collector()
        let url = collector ?? settings.url
        let report = try await context.withTransport(trusting: settings.ca) { ask in
            try await context.withSignedLog { log, reader in
                try await Push(of: log, reader, to: url, key: settings.key, asking: ask, now: context.workplace.clock)
                    .run()
            }
        }
        if json { try context.output.line(report.json(url).line()) }
        if let failure = report.end.failure {
            guard json else { throw failure }
            throw failure.status
        }
        guard !json else { return }
        if report.rolledBack {
            try context.talk.line("! The collector had lost events that it had cosigned. They were sent again.")
        }
        try context.output.line(report.sentence)
    }

    @Sendable private static func url(_ text: String) throws -> CollectorURL {
        guard let url = CollectorURL(text) else {
            throw ValidationError("--collector takes https://HOST, or http:// on this computer alone.")
        }
        return url
    }
}

extension PushReport {
    fileprivate var sentence: String {
        let sent = events == 0 ? "Nothing was new" : "\(events) events were sent"
        return end == .cosigned
            ? "\(sent). The collector has cosigned all \(acknowledged)."
            : "\(sent). The collector holds \(acknowledged), and doesn't cosign them yet."
    }

    fileprivate func json(_ url: CollectorURL) -> JSONValue {
        let (outcome, reason) = end.words
        return [
            "schemaVersion": 1, "collector": .string("\(url)"), "origin": .string(origin),
            "outcome": .string(outcome), "reason": .optional(reason), "acknowledged": .integer(acknowledged),
            "size": .integer(size), "requests": .integer(Int64(requests)), "events": .integer(events),
            "rolledBack": .bool(rolledBack), "checkpoint": .optional(cosigned?.note),
        ]
    }
}

extension PushEnd {
    /// The code, and a sentence where it isn't good.
    fileprivate var words: (outcome: String, reason: String?) {
        switch self {
        case .cosigned: ("cosigned", nil)
        case .taken: ("taken", nil)
        case .fork: ("fork", failure?.message)
        case .moving: ("moving", failure?.message)
        case .refused(let reason): ("refused", reason)
        case .unreachable(let reason): ("unreachable", reason)
        }
    }

    fileprivate var failure: CommandFailure? {
        switch self {
        case .cosigned, .taken: nil
        case .fork(.refused, _):
            CommandFailure(.answerIsNo, "The collector has another history of this log.", hint: CommandFailure.forkHint)
        case .fork(.sameSize, let held):
            CommandFailure(
                .answerIsNo, "The collector refuses the very size that it says it holds, \(held ?? 0).",
                hint: CommandFailure.forkHint)
        case .fork(.beyondLog, let held):
            CommandFailure(
                .answerIsNo, "The collector holds \(held ?? 0) events of this log, which has fewer.",
                hint: CommandFailure.forkHint)
        case .moving(let held):
            CommandFailure(
                .answerIsNo, "The collector named another size twice, the last time \(held).",
                hint: "Another push of this log may be under way. Try again later.")
        case .refused(let reason):
            CommandFailure(
                .answerIsNo, "The collector takes nothing from this log. \(SafeText(reason, maximum: 400))",
                hint: "Tell whoever looks after the collector: 'ra audit key' prints the key that it has to know.")
        case .unreachable(let reason):
            CommandFailure(
                .serviceUnavailable, "The collector can't be reached. \(SafeText(reason, maximum: 400))",
                hint: CommandFailure.collectorHint)
        }
    }
}

extension CommandFailure {
    static let forkHint =
        "Keep the log and its copies as they are, and tell the RA manager: it was put back, copied or changed."
}
