/// The bytes of a cell, in UTF-8, its quotes taken off.
typealias Cell = UnsafeBufferPointer<UInt8>

extension Cell {
    /// Without white space of any kind at both ends: Unicode's `White_Space`, and the two spaces without width (U+200B,
    /// U+FEFF) that web pages leave behind.
    var trimmed: Cell {
        var (start, end) = (0, count)
        while start < end {
            let length = spaceLength(at: start, before: end)
            if length == 0 { break }
            start += length
        }
        while start < end {
            let length = spaceLength(endingAt: end, after: start)
            if length == 0 { break }
            end -= length
        }
        return Cell(rebasing: self[start..<end])
    }

    /// What a spreadsheet's export puts around a text, so that it stays one: one apostrophe in front, and `="…"`.
    var unwrapped: Cell {
        var cell = trimmed
        var (hasApostrophe, hasWrapper) = (false, false)
        while true {
            if !hasApostrophe, cell.first == UInt8(ascii: "'") {
                hasApostrophe = true
                cell = Cell(rebasing: cell[1...]).trimmed
            } else if !hasWrapper, cell.count >= 3, cell[0] == UInt8(ascii: "="), cell[1] == UInt8(ascii: "\""),
                cell[cell.count - 1] == UInt8(ascii: "\"")
            {
                hasWrapper = true
                cell = Cell(rebasing: cell[2..<cell.count - 1]).trimmed
            } else {
                return cell
            }
        }
    }

    /// The same word, ASCII letters of either case.
    func isWord(_ word: StaticString) -> Bool {
        guard count == word.utf8CodeUnitCount else { return false }
        for index in 0..<count where lowercase(self[index]) != word.utf8Start[index] { return false }
        return true
    }

    var text: String { String(decoding: self, as: UTF8.self) }

    /// Bytes of the white space that begins at a place; 0 where there is none.
    func spaceLength(at place: Int, before end: Int) -> Int {
        let first = self[place]
        if first < 0x80 { return first == 0x20 || (0x09...0x0D).contains(first) ? 1 : 0 }
        if first == 0xC2 {
            return place + 1 < end && (self[place + 1] == 0x85 || self[place + 1] == 0xA0) ? 2 : 0
        }
        guard place + 2 < end else { return 0 }
        return Cell.isWideSpace(first, self[place + 1], self[place + 2]) ? 3 : 0
    }

    private func spaceLength(endingAt end: Int, after start: Int) -> Int {
        let last = self[end - 1]
        if last < 0x80 { return last == 0x20 || (0x09...0x0D).contains(last) ? 1 : 0 }
        if end - 2 >= start, self[end - 2] == 0xC2, last == 0x85 || last == 0xA0 { return 2 }
        return end - 3 >= start && Cell.isWideSpace(self[end - 3], self[end - 2], last) ? 3 : 0
    }

    /// U+1680, U+2000 to U+200B, U+2028, U+2029, U+202F, U+205F, U+3000, U+FEFF.
    private static func isWideSpace(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        switch (first, second) {
        case (0xE1, 0x9A): third == 0x80
        case (0xE2, 0x80): (0x80...0x8B).contains(third) || third == 0xA8 || third == 0xA9 || third == 0xAF
        case (0xE2, 0x81): third == 0x9F
        case (0xE3, 0x80): third == 0x80
        case (0xEF, 0xBB): third == 0xBF
        default: false
        }
    }
}

func lowercase(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
