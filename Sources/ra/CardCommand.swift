import ArgumentParser
import CardIdentity
import JSON
import PCSC
import PlainText
import Preflight
import Workplace

struct CardCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "card",
        abstract: "Say whose card is in a reader, when it expires and whether it is locked.",
        discussion: """
            Reads every card that is in, or the one in the reader named. No passcode is needed, and nothing on the card \
            changes. A card that another program uses is not touched.
            """)

    @Option(help: ArgumentHelp("The reader: its number, its name, or a part of the name.", valueName: "name|number"))
    var reader: String?

    @Flag(help: "Read a card even though another program uses it; its log-in there may end.")
    var forceRead = false

    @Flag(help: "Print one JSON document a card, for programs.")
    var json = false

    @Flag(help: "Show every exchange with the card, and explain its answer to reset.")
    var trace = false

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) async throws {
        _ = try context.readers()  // tells the ways apart in which the service can be missing
        let examiner = context.workplace.examiner()
        let all = try await context.cardReaders(examiner.service)
        let chosen = try reader.map { try [ReaderChoice($0).choose(from: all)] } ?? all
        if forceRead { try warn(about: chosen, on: context.talk) }
        let patience = signOfLife(examiner.deadline, on: context.talk)
        defer { patience.cancel() }
        let reports = try await reports(on: chosen, of: all, examiner)
        guard !reports.isEmpty else { throw nobody(in: chosen, of: all) }
        for report in reports {
            try show(report, in: context, isFirst: report.reader == reports.first?.reader)
        }
    }

    /// Cards are read side by side, since readers don't wait for each other, and shown in the readers' order.
    private func reports(
        on readers: [ReaderSnapshot], of all: [ReaderSnapshot], _ examiner: CardExaminer
    ) async throws -> [CardReport] {
        do {
            return try await withThrowingTaskGroup(of: CardReport?.self) { group in
                for reader in readers {
                    group.addTask {
                        try await examiner.examine(reader, evenIfInUse: forceRead, among: all)
                    }
                }
                return try await group.reduce(into: []) { reports, report in
                    if let report { reports.append(report) }
                }.sorted { $0.reader.index < $1.reader.index }
            }
        } catch let error as PCSCError {
            throw CommandFailure(error)
        }
    }

    /// A slow card takes many seconds; after four a person would think that nothing happens.
    private func signOfLife(_ deadline: Duration, on talk: Output) -> Task<Void, Never> {
        Task {
            guard (try? await Task.sleep(for: .seconds(4))) != nil else { return }
            try? talk.line(
                "ra: The card is slow. Leave it in; this takes at most \(deadline.components.seconds) seconds.")
        }
    }

    private func show(_ report: CardReport, in context: CommandContext, isFirst: Bool) throws {
        if json {
            try context.output.line(report.json(withTrace: trace).line())
            return
        }
        if !isFirst { try context.output.line() }
        let width = context.output.width - (context.simulated ? String.simulatedMark.count : 0)
        let lines = CardText(report, now: context.now, width: width, withTrace: trace).lines
        for line in lines { try context.output.line(context.simulated ? .simulatedMark + line : line) }
    }

    private func warn(about readers: [ReaderSnapshot], on talk: Output) throws {
        for reader in readers where reader.condition == .inUse {
            try talk.line(
                "ra: warning: The card in '\(reader.name)' is in use; reading it may end another program's log-in.")
        }
    }

    private func nobody(in chosen: [ReaderSnapshot], of all: [ReaderSnapshot]) -> CommandFailure {
        if reader != nil, let chosen = chosen.first {
            return CommandFailure(
                .answerIsNo, "There is no card in '\(chosen.name)'.", hint: "Insert the card, chip first and chip up.")
        }
        return CommandFailure(
            .answerIsNo, all.isEmpty ? "No smartcard reader is connected." : "There is no card in any reader.",
            hint: all.isEmpty ? "Plug a reader in; 'ra preflight' says more." : "Insert a card, chip first and chip up."
        )
    }
}

extension CommandFailure {
    /// Trouble with the service as a whole, which the check before didn't see.
    init(_ error: PCSCError) {
        let hint = error.remedies.first { $0.audience == .operator }?.text ?? "'ra preflight' says more."
        self.init(
            error.category == .permission ? .notPermitted : .serviceUnavailable, "\(error)", hint: hint)
    }
}
