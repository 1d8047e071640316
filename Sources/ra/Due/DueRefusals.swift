import DueList
import PlainText

/// What of a report wasn't understood, in words on standard error.
enum DueRefusals {
    /// Lines that are shown for each report; the JSON has all.
    private static let shown = 20

    static func say(_ sources: [DueSource], in context: CommandContext) throws {
        for source in sources {
            let file = SafeText(source.file)
            if source.encoding == .windows1252 {
                try context.talk.line("ra: note: \(file) was read as Windows-1252, because it isn't UTF-8.")
            }
            let ofRows = source.refused.filter(\.isOfRow)
            let ofCells = source.refused.filter { !$0.isOfRow }
            if !ofCells.isEmpty {
                try context.talk.line(
                    "ra: note: \(count(ofCells.count, "cell")) of \(file) can't be read, and their rows are answered "
                        + "without:")
                try list(ofCells, in: context)
            }
            if !ofRows.isEmpty {
                try context.talk.line(
                    "ra: error: \(ofRows.count) of \(count(source.rows, "row")) in \(file) can't be read, and "
                        + "\(ofRows.count == 1 ? "is" : "are") not in this answer:")
                try list(ofRows, in: context)
                try context.talk.line(
                    "ra: hint: Look these people up in Care Identity Management, or correct the rows and ask again.")
            }
        }
    }

    private static func list(_ refusals: [Refusal], in context: CommandContext) throws {
        for refusal in refusals.prefix(shown) {
            try context.talk.line("  row \(refusal.row), \(refusal.column.rawValue): \(refusal.reason.words)")
        }
        if refusals.count > shown {
            try context.talk.line("  and \(refusals.count - shown) more; --json lists all.")
        }
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}
