/// Why a cell wasn't understood. The raw values stand in answers.
public enum RefusalReason: String, CaseIterable, Hashable, Sendable {
    /// `1.02E+11`: a spreadsheet has thrown digits away, and nothing brings them back.
    case scientific
    /// 9 to 11 digits: a spreadsheet has taken the zeros in front away.
    case tooShort
    case notAUUID
    /// `46811`: a spreadsheet's count of days.
    case excelDay
    /// A time that clocks in London leap over.
    case noSuchTime
    case badDate
    /// A column that can only be read with the day first in one row, and with the month first in another.
    case mixedDateOrder
    /// None of the words that this column may hold.
    case unknownValue
    /// A quotation mark opens and never closes: what follows can't be told apart.
    case unclosedQuote

    /// What is wrong and what to do, as half a sentence.
    public var words: String {
        switch self {
        case .scientific:
            "a spreadsheet has written the UUID as a power of ten, and digits are lost: export it again as text"
        case .tooShort:
            "a spreadsheet has taken zeros off the front of the UUID: export it again, and import the column as text"
        case .notAUUID: "it isn't a UUID of twelve digits"
        case .excelDay: "it is a spreadsheet's number for a day: format the column as a date, and export it again"
        case .noSuchTime: "clocks in London leap over this time"
        case .badDate: "the date can't be read"
        case .mixedDateOrder: "some dates put the day first and others the month: export the column in one form"
        case .unknownValue: "none of the words that stand in this column"
        case .unclosedQuote: "a quotation mark opens here and never closes: correct it, or export the report again"
        }
    }
}

/// A cell that wasn't understood. Of the roles ``ColumnRole/uuid`` and ``ColumnRole/expires``: its row isn't in the
/// answer. Of any other: the row is kept, and the cell counts as unknown.
public struct Refusal: Hashable, Sendable {
    /// The line of the file on which the row begins, the first being 1.
    public let row: Int
    public let reason: RefusalReason
    public let column: ColumnRole

    public init(row: Int, reason: RefusalReason, column: ColumnRole) {
        self.row = row
        self.reason = reason
        self.column = column
    }

    public var isOfRow: Bool { ColumnRole.needed.contains(column) }
}
