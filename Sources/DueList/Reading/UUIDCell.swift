/// A cell that should hold a UUID.
enum UUIDCell: Equatable {
    case uuid(UInt64)
    case refused(RefusalReason)

    init(_ cell: Cell) {
        let cell = cell.unwrapped
        var number: UInt64 = 0
        var digits = 0
        var place = 0
        while place < cell.count {
            if isDigit(cell[place]), digits < 13 {
                number = number * 10 + UInt64(cell[place] - 0x30)
                digits += 1
                place += 1
                continue
            }
            // One space between two groups of digits; a tab or a line break is none.
            let length = cell.spaceLength(at: place, before: cell.count)
            guard length > 0, !(0x09...0x0D).contains(cell[place]), digits > 0, place + length < cell.count,
                isDigit(cell[place + length])
            else {
                self = .refused(UUIDCell.isScientific(cell) ? .scientific : .notAUUID)
                return
            }
            place += length
        }
        switch digits {
        case 12: self = .uuid(number)
        case 9...11: self = .refused(.tooShort)
        default: self = .refused(.notAUUID)
        }
    }

    /// `1.02E+11`, also with a comma, a small `e` or no sign.
    private static func isScientific(_ cell: Cell) -> Bool {
        var rest = cell[...]
        func dropDigits() -> Bool {
            let count = rest.prefix(while: isDigit).count
            rest = rest.dropFirst(count)
            return count > 0
        }
        guard dropDigits() else { return false }
        if let mark = rest.first, mark == UInt8(ascii: ".") || mark == UInt8(ascii: ",") {
            rest = rest.dropFirst()
            guard dropDigits() else { return false }
        }
        guard let exponent = rest.first, lowercase(exponent) == UInt8(ascii: "e") else { return false }
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        return dropDigits() && rest.isEmpty
    }
}
