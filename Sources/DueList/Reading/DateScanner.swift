/// What is written in a date's cell, before anything is made of it.
struct DateScanner {
    enum Form: Equatable {
        /// `isISO`: a `T` and an offset may follow.
        case certain(year: Int, month: Int, day: Int, isISO: Bool)
        /// Day and month in one of the two orders.
        case either(Int, Int, year: Int)
    }

    private let cell: Cell
    private var place = 0
    /// Of `YYYYMMDDHHMMSS`.
    private var attachedTime: TimeOfDay?

    init(_ cell: Cell) { self.cell = cell }

    private var isAtEnd: Bool { place == cell.count }
    private var next: UInt8? { place < cell.count ? cell[place] : nil }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        place += 1
        return true
    }

    private mutating func digits(_ counts: ClosedRange<Int>) -> Int? {
        var (value, count) = (0, 0)
        while let byte = next, isDigit(byte) {
            guard count < counts.upperBound else { return nil }
            value = value * 10 + Int(byte - 0x30)
            count += 1
            place += 1
        }
        return counts.contains(count) ? value : nil
    }

    /// The date at the beginning. Whether there is such a day isn't looked at.
    mutating func form() -> Form? {
        var length = 0
        while length < cell.count, isDigit(cell[length]) { length += 1 }
        switch length {
        case 4:
            guard let year = digits(4...4), skip(0x2D), let month = digits(1...2), skip(0x2D), let day = digits(1...2)
            else { return nil }
            return .certain(year: year, month: month, day: day, isISO: true)
        case 8, 14:
            guard let value = digits(length...length) else { return nil }
            let date = length == 8 ? value : value / 1_000_000
            if length == 14 {
                let (hour, minute, second) = (value / 10_000 % 100, value / 100 % 100, value % 100)
                guard isAtEnd, hour < 24, minute < 60, second < 60 else { return nil }
                attachedTime = TimeOfDay(second: Int64(hour * 3600 + minute * 60 + second), offset: nil)
            }
            return .certain(year: date / 10_000, month: date / 100 % 100, day: date % 100, isISO: true)
        case 1, 2:
            guard let first = digits(1...2), let mark = next else { return nil }
            place += 1
            guard let byte = next else { return nil }
            if isDigit(byte) {
                guard mark == 0x2F || mark == 0x2D || mark == 0x2E, let second = digits(1...2), skip(mark),
                    let year = digits(4...4)
                else { return nil }
                return .either(first, second, year: year)
            }
            guard mark == 0x20 || mark == 0x2D, let month = monthName(), skip(mark), let year = digits(4...4) else {
                return nil
            }
            return .certain(year: year, month: month, day: first, isISO: false)
        default: return nil
        }
    }

    /// What follows the date, to the end of the cell.
    mutating func time(after form: Form) -> TimeOfDay? {
        if let attachedTime { return attachedTime }
        if isAtEnd { return .endOfDay }
        var isISO = false
        if case .certain(_, _, _, true) = form { isISO = true }
        guard skip(0x20) || (isISO && (skip(0x54) || skip(0x74))) else { return nil }
        guard let hour = digits(2...2), hour < 24, skip(0x3A), let minute = digits(2...2), minute < 60 else {
            return nil
        }
        var time = TimeOfDay(second: Int64(hour * 3600 + minute * 60), offset: nil)
        if skip(0x3A) {
            guard let second = digits(2...2), second < 60 else { return nil }
            time.second += Int64(second)
            // Fractions are dropped, as everywhere.
            if skip(0x2E) {
                guard let byte = next, isDigit(byte) else { return nil }
                while let byte = next, isDigit(byte) { place += 1 }
            }
        }
        if isISO, !isAtEnd {
            guard let offset = offset() else { return nil }
            time.offset = offset
        }
        return isAtEnd ? time : nil
    }

    private mutating func offset() -> Int64? {
        if skip(0x5A) || skip(0x7A) { return 0 }
        let sign: Int64
        if skip(0x2B) { sign = 1 } else if skip(0x2D) { sign = -1 } else { return nil }
        guard let hour = digits(2...2), hour < 24, skip(0x3A), let minute = digits(2...2), minute < 60 else {
            return nil
        }
        return sign * Int64(hour * 3600 + minute * 60)
    }

    /// An English month, in full or its first three letters.
    private mutating func monthName() -> Int? {
        let start = place
        while let byte = next, (0x61...0x7A).contains(lowercase(byte)) { place += 1 }
        let word = Cell(rebasing: cell[start..<place])
        if word.isWord("sept") { return 9 }
        for (index, name) in DateScanner.months.enumerated()
        where word.isWord(name) || (word.count == 3 && word.isBeginning(of: name)) {
            return index + 1
        }
        return nil
    }

    private static let months: [StaticString] = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]
}

extension Cell {
    fileprivate func isBeginning(of word: StaticString) -> Bool {
        for index in 0..<count where lowercase(self[index]) != word.utf8Start[index] { return false }
        return true
    }
}
