import ArgumentParser
import DueList
import Foundation
import Instants
import PlainText
import StrictYAML
import WorkingDays

struct DueCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "due",
        abstract: "List whose smartcard expires, and when to begin renewing.",
        discussion: """
            Reads smartcard reports of Care Identity Management (CSV). Without --report it lists the cards that this \
            desk's own audit log has seen. Each person is in one band: expired, 7, 30, 60 or 90 days, later, unknown. \
            table and csv show names and addresses where the report has them, so that somebody can write to these \
            people; the other formats, the picture and the audit log never do.

            What can't be read in a report is listed with its row and reason, the rest is answered, and the exit \
            status is 65 where a row is missing from the answer.
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, json, csv, ics, uuids
    }

    @Option(
        name: .customLong("report"),
        help: ArgumentHelp("A smartcard report. May be given several times.", valueName: "file"))
    var reports: [String] = []

    @Option(
        help: ArgumentHelp(
            "What this site's reports call their columns (YAML, role: header).", valueName: "file"))
    var columns: String?

    @Option(
        help: ArgumentHelp("Count from this moment instead of now: 2026-12-01T03:00:00Z.", valueName: "instant"))
    var at: DueMoment?

    @Option(
        help: ArgumentHelp("Only the expired, and who expires within so many days: 7, 30, 60, 90.", valueName: "days"))
    var within: Int?

    @Option(help: ArgumentHelp("Only one organisation, by its code.", valueName: "ods"))
    var organisation: String?

    @Option(
        help: ArgumentHelp("Renewals that the desk can do on a working day: when to begin.", valueName: "number"))
    var capacity: Int?

    @Flag(help: "Also list the cards that the audit log has seen; the later expiry of a card counts.")
    var withLog = false

    @Option(help: "table, json, csv, ics (a calendar) or uuids (batches of 100 for Care Identity Management).")
    var format = Format.table

    @Flag(help: "Print one JSON document for programs; the same as --format json.")
    var json = false

    @Option(
        help: ArgumentHelp("Also draw the coming weeks, with their numbers (SVG).", valueName: "file"))
    var picture: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if let within, band(within: within) == nil {
            throw ValidationError("--within takes 7, 30, 60 or 90.")
        }
        if let capacity, !(1...1_000_000).contains(capacity) {
            throw ValidationError("--capacity takes a whole number from 1 to 1000000.")
        }
        if columns != nil, reports.isEmpty {
            throw ValidationError("--columns says how to read a report, and there is no --report.")
        }
        // 65535 stands for the audit log.
        if reports.count > 1000 { throw ValidationError("At most 1000 reports can be read together.") }
    }

    func run(in context: CommandContext) async throws {
        let format = json ? Format.json : format
        let now = at?.instant ?? context.now
        var (cards, sources) = try await read(in: context, keepingPeople: format == .table || format == .csv)
        if withLog || reports.isEmpty {
            let log = try await context.dueCards(isNeeded: reports.isEmpty, at: now)
            if let log {
                log.add(to: &cards)
                sources.append(log.source)
            }
        }
        let answer = try answer(consume cards, sources, at: now)
        try await context.record(answer, format: format.rawValue)
        try print(answer, as: format, in: context)
        if let picture {
            try OutputFile.write(Data(DuePicture.svg(answer).utf8), to: picture, what: "The picture")
        }
        try DueRefusals.say(sources, in: context)
        if sources.contains(where: { $0.refusedRows > 0 }) { throw ExitStatus.badInput }
    }

    private func answer(_ cards: consuming DueCards, _ sources: [DueSource], at now: UTCInstant) throws -> DueAnswer {
        let filter = DuePeople.Filter(within: within.flatMap(band(within:)), organisation: organisation)
        let list = DuePeople(cards, at: now, filter: filter)
        let capacity = try capacity.map {
            DeskCapacity(list, perWorkingDay: $0, holidays: try BankHolidays.england())
        }
        return DueAnswer(
            list: list, sources: sources, waves: Waves(list), capacity: capacity, dates: try ImportantDate.builtIn())
    }

    private func read(
        in context: CommandContext, keepingPeople: Bool
    ) async throws -> (DueCards, [DueSource]) {
        var names = try ColumnNames.builtIn()
        if let columns {
            do {
                names = try names.replaced(byMap: TextFile.text(at: columns), file: columns)
            } catch let failure as TextFile.Failure {
                throw CommandFailure(failure, "The map", columns, hint: "Check --columns.")
            } catch let mistake as YAMLMistake {
                throw CommandFailure(
                    .badInput, "\(SafeText("\(mistake)"))", hint: "Correct that line of the map of columns.")
            }
        }
        let keeping = ReportReader.Keeping(people: keepingPeople, serials: reports.count > 1 || withLog)
        let reader = ReportReader(names: names, keeping: keeping)
        let reports = reports
        return try await OwnThread.run {
            var cards = DueCards()
            var sources: [DueSource] = []
            for (number, report) in reports.enumerated() {
                do throws(ReportFailure) {
                    sources.append(try reader.read(report, number: UInt16(number), into: &cards))
                } catch {
                    throw CommandFailure(error, report: report)
                }
            }
            return (cards, sources)
        }
    }

    private func print(_ answer: DueAnswer, as format: Format, in context: CommandContext) throws {
        let output = context.output
        let sink = { (bytes: [UInt8]) throws(OutputError) in try output.write(bytes) }
        switch format {
        case .json: try DueDocument.write(answer, to: sink)
        case .csv: try DueSpreadsheet.write(answer.list, to: sink)
        case .ics: try DueCalendar.write(answer.list, to: sink)
        case .uuids: try DueUUIDs.write(answer.list, to: sink)
        case .table: try context.show { DueTable(answer, width: $0).text }
        }
    }

    private func band(within days: Int) -> DueBand? {
        DueBand.allCases.first { $0.days == Int64(days) }
    }
}

/// `--at`: an instant with its offset.
struct DueMoment: ExpressibleByArgument {
    let instant: UTCInstant

    init?(argument: String) {
        guard let instant = UTCInstant(rfc3339: argument) else { return nil }
        self.instant = instant
    }
}
