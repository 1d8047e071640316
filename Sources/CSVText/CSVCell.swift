/// One cell of comma-separated values (RFC 4180), safe to open in a spreadsheet.
///
/// A spreadsheet guesses what a cell is: `000444555666` loses its zeros, `5E1` and `12/11` become a number and a date, and
/// `=…` is run. No quoting stops that. So a text that could be taken for something else gets an apostrophe in front,
/// which makes it text in every spreadsheet. A text that begins with an apostrophe gets one too, so that the way back is
/// one rule: **take off one apostrophe from the front of a cell.**
public struct CSVCell: Hashable, Sendable {
    /// The cell as it stands between two commas, quoted where it has to be.
    public let field: String

    private init(field: String) { self.field = field }

    /// An empty cell: nothing is known.
    public static let empty = CSVCell(field: "")

    /// A text, which stays this text in a spreadsheet.
    public static func text(_ text: String) -> CSVCell {
        var text = text
        return switch text.withUTF8(SpreadsheetGuess.quick) {
        case .plain: CSVCell(field: text)
        case .marked: CSVCell(field: "'" + text)
        case nil: CSVCell(field: quoted(SpreadsheetGuess.isPossible(text) ? "'" + text : text))
        }
    }

    /// A whole number, to be counted with.
    public static func number(_ number: Int64) -> CSVCell { CSVCell(field: String(number)) }

    /// `true` or `false`.
    public static func flag(_ flag: Bool) -> CSVCell { CSVCell(field: flag ? "true" : "false") }

    /// An instant as RFC 3339 writes it, which a spreadsheet may take for a time, because it is one. Anything else is text.
    public static func instant(_ rfc3339: String) -> CSVCell {
        let form: StaticString = "0000-00-00T00:00:00Z"
        var text = rfc3339
        let isInstant = text.withUTF8 { bytes in
            bytes.count == form.utf8CodeUnitCount
                && bytes.indices.allSatisfy { index in
                    let (byte, wanted) = (bytes[index], form.utf8Start[index])
                    return wanted == UInt8(ascii: "0") ? (0x30...0x39).contains(byte) : byte == wanted
                }
        }
        return isInstant ? CSVCell(field: rfc3339) : .text(rfc3339)
    }

    /// Cells as one line, its end included (CRLF).
    public static func line(_ cells: some Sequence<CSVCell>) -> String {
        var line = ""
        line.reserveCapacity(256)
        for (index, cell) in cells.enumerated() {
            if index > 0 { line += "," }
            line += cell.field
        }
        return line + "\r\n"
    }

    /// The text of a cell that was read from our CSV, its quotes already taken off.
    public static func originalText(of cell: String) -> String {
        cell.utf8.first == UInt8(ascii: "'") ? String(cell.unicodeScalars.dropFirst()) : cell
    }

    /// Semicolon and tab as well: other programs' and countries' separators.
    private static func quoted(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { byte in
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\""), 0x09, 0x0A, 0x0D: true
            default: false
            }
        }
        guard needsQuotes else { return text }
        // By scalars: a quotation mark with an accent on it is one character.
        var field = "\"".unicodeScalars
        for scalar in text.unicodeScalars {
            if scalar == "\"" { field.append(scalar) }
            field.append(scalar)
        }
        return String(field) + "\""
    }
}
