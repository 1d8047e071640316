import Instants

/// A cell that should hold a date.
struct DateCell: Equatable {
    /// Which order of day and month makes sense, where only one does.
    enum Vote: Equatable { case none, dayFirst, monthFirst }

    /// Nil for an empty cell, and for one that is refused.
    private(set) var instant: UTCInstant?
    private(set) var refusal: RefusalReason?
    private(set) var vote = Vote.none

    /// What an empty cell holds.
    static let empty = DateCell()

    private init() {}

    /// - Parameter monthFirst: how `02/03/2027` is read.
    init(_ cell: Cell, monthFirst: Bool) {
        let cell = cell.unwrapped
        if cell.isEmpty { return }
        var scanner = DateScanner(cell)
        guard let form = scanner.form(), let time = scanner.time(after: form) else {
            refusal = DateCell.isExcelDay(cell) ? .excelDay : .badDate
            return
        }
        let date: CivilDate?
        switch form {
        case .certain(let year, let month, let day, _): date = CivilDate(year: year, month: month, day: day)
        case .either(let first, let second, let year):
            let dayFirst = CivilDate(year: year, month: second, day: first)
            let inverse = CivilDate(year: year, month: first, day: second)
            if dayFirst == nil, inverse != nil { vote = .monthFirst }
            if dayFirst != nil, inverse == nil { vote = .dayFirst }
            date = monthFirst ? inverse : dayFirst
        }
        guard let date else {
            refusal = .badDate
            return
        }
        instant = time.instant(on: date)
        if instant == nil { refusal = time.isLocal ? .noSuchTime : .badDate }
    }

    /// `46811`, `46811.5`.
    private static func isExcelDay(_ cell: Cell) -> Bool {
        guard cell.count >= 5, cell.prefix(5).allSatisfy(isDigit) else { return false }
        if cell.count == 5 { return true }
        let mark = cell[5]
        return cell.count > 6 && (mark == UInt8(ascii: ".") || mark == UInt8(ascii: ","))
            && cell.dropFirst(6).allSatisfy(isDigit)
    }
}

/// A time of day, and where.
struct TimeOfDay: Equatable {
    var second: Int64
    /// Seconds ahead of UTC; nil in London.
    var offset: Int64?

    static let endOfDay = TimeOfDay(second: 86_399, offset: nil)
    var isLocal: Bool { offset == nil }

    /// Nil where clocks in London leap over this time, and after the year 9999. What they show twice is the earlier of
    /// the two.
    func instant(on date: CivilDate) -> UTCInstant? {
        let shown = date.daysSince1970 * UTCInstant.secondsPerDay + second
        if let offset {
            let instant = UTCInstant(secondsSince1970: shown - offset)
            return instant <= TimeOfDay.last ? instant : nil
        }
        let instant = LondonTime.instant(date, second: second)
        return instant.secondsSince1970 + LondonTime.offset(at: instant) == shown ? instant : nil
    }

    /// `9999-12-31T23:59:59Z`: RFC 3339 has no form for what is later.
    private static let last = UTCInstant(secondsSince1970: 253_402_300_799)
}
