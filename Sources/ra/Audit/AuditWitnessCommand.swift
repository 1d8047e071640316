import ArgumentParser
import AuditLog
import CollectorClient
import JSON
import PlainText
import Workplace
import WorkstationSettings

struct AuditWitnessCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness",
        abstract: "Ask witnesses to cosign the newest checkpoint.",
        discussion: """
            The policy (C2SP tlog-policy) names witnesses, where each is asked, and how many are enough. Each is asked \
            in turn (C2SP tlog-witness); what they sign is kept in the log, and the checkpoint is printed with it. The \
            status is 1 where the quorum isn't met or a witness has cosigned another history of this log, and 69 where \
            only witnesses are missing that can't be reached. The log records such a fork where the witness is the \
            collector in the settings.
            """)

    @Option(help: ArgumentHelp("The policy; - is standard input.", valueName: "file"))
    var policy: String

    @Flag(help: "Print one JSON document for programs.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) async throws {
        let rules = try rules()
        let report: WitnessReport
        do {
            report = try await context.withTransport(
                trusting: context.configuration.collector?.ca, alone: false
            ) { ask in
                try await context.withSignedLog { log, reader in
                    try await WitnessRound(
                        of: log, reader, under: rules, collector: context.configuration.collector?.key, asking: ask
                    ).run()
                }
            }
        } catch let error as LogNotInPolicy {
            throw CommandFailure(
                .answerIsNo, "The policy names logs, and not this one: \(SafeText(error.origin)).",
                hint: "Add the line: log, and the key that 'ra audit key' prints.")
        }
        if json {
            try context.output.line(report.json.line())
        } else {
            for row in report.rows {
                if let trouble = row.answer.trouble {
                    try context.talk.line("! \(SafeText(row.witness.title)): \(SafeText(trouble, maximum: 400))")
                }
            }
            try context.output.write(report.checkpoint.note)
        }
        guard !report.showsFork else {
            guard !json else { throw ExitStatus.answerIsNo }
            throw CommandFailure(
                .answerIsNo, "A witness has cosigned another history of this log.", hint: CommandFailure.forkHint)
        }
        guard !report.isMet else { return }
        let status: ExitStatus = report.lacksOnlyUnreachable ? .serviceUnavailable : .answerIsNo
        guard json else {
            throw CommandFailure(
                status, "The policy's quorum isn't met.",
                hint: "Above stands what is missing. What was cosigned is kept; try again later.")
        }
        throw status
    }

    /// Bytes, for names in a policy need not be UTF-8.
    private func rules() throws -> WitnessPolicy {
        let bytes = try AuditFile.bytes(policy)
        do throws(PolicyMistake) {
            return try WitnessPolicy(parsing: bytes)
        } catch {
            let place = error.line.map { ", line \($0)" } ?? ""
            throw CommandFailure(
                .badInput, "The policy \(SafeText(policy))\(place): \(error.text).",
                hint: "C2SP tlog-policy says what may stand there.")
        }
    }
}

extension WitnessAnswer {
    fileprivate var words: (outcome: String, reason: String?) {
        switch self {
        case .cosigned: ("cosigned", nil)
        case .fork(.refused, _):
            ("fork", "It has cosigned another history of this log: it refuses this one as no continuation.")
        case .fork(.sameSize, let held):
            (
                "fork",
                "It refuses the very size that it says it has cosigned, \(held ?? 0): another history, or it can't be believed."
            )
        case .fork(.beyondLog, let held):
            (
                "fork",
                "It has cosigned \(held ?? 0) events of this log, which has fewer: the log was put back, or copied."
            )
        case .refused(let reason): ("refused", reason)
        case .unreachable(let reason): ("unreachable", reason)
        case .notAsked(let reason): ("notAsked", reason)
        }
    }

    fileprivate var trouble: String? { words.reason }
}

extension WitnessReport {
    fileprivate var json: JSONValue {
        var members = checkpoint.members
        members["schemaVersion"] = 1
        members["quorum"] = .bool(isMet)
        members["witnesses"] = .array(
            rows.map { row in
                let (outcome, reason) = row.answer.words
                return [
                    "name": .string(row.witness.title), "key": .optional(row.witness.key?.text),
                    "outcome": .string(outcome), "reason": .optional(reason), "cosigned": .bool(row.isThere),
                ]
            })
        return .object(members)
    }
}
