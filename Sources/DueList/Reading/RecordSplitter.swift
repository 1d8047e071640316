/// Splits comma-separated values (RFC 4180) into records and fields. Works on bytes in place: a field is a range.
struct RecordSplitter {
    struct Field {
        var start: Int
        var end: Int
        /// The range includes quotation marks that have to be taken off.
        var hasQuotes: Bool
    }

    struct Ending {
        /// Where the next record begins.
        var next: Int
        /// Lines that the record takes, and its line end.
        var lines: Int
        /// The text ended inside quotation marks.
        var isUnclosed: Bool
    }

    let delimiter: UInt8

    /// Reads the record that begins at a place.
    ///
    /// - Parameter isWhole: nothing comes after the bytes.
    /// - Returns: Nil where the record's end isn't there yet.
    func record(
        in bytes: UnsafeBufferPointer<UInt8>, at start: Int, isWhole: Bool, fields: inout [Field]
    ) -> Ending? {
        fields.removeAll(keepingCapacity: true)
        var place = start
        var lines = 1
        let count = bytes.count
        while true {
            let fieldStart = place
            var isUnclosed = false
            if place < count, bytes[place] == 0x22 {
                let (end, isClosed) = quoted(bytes, from: place + 1, lines: &lines)
                guard isClosed || isWhole else { return nil }
                isUnclosed = !isClosed
                place = end
            }
            let quotesEnd = place
            while place < count {
                let byte = bytes[place]
                if byte == delimiter || byte == 0x0A || byte == 0x0D { break }
                place += 1
            }
            guard place < count || isWhole else { return nil }
            fields.append(Field(bytes, start: fieldStart, quotesEnd: quotesEnd, end: place))
            if place == count { return Ending(next: place, lines: lines, isUnclosed: isUnclosed) }
            if bytes[place] == delimiter {
                place += 1
                continue
            }
            if bytes[place] == 0x0D {
                guard place + 1 < count || isWhole else { return nil }
                if place + 1 < count, bytes[place + 1] == 0x0A { place += 1 }
            }
            return Ending(next: place + 1, lines: lines, isUnclosed: false)
        }
    }

    /// From behind an opening quotation mark to behind the closing one. Line breaks on the way are counted.
    private func quoted(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, lines: inout Int
    ) -> (end: Int, isClosed: Bool) {
        var place = start
        while place < bytes.count {
            switch bytes[place] {
            case 0x22:
                guard place + 1 < bytes.count, bytes[place + 1] == 0x22 else { return (place + 1, true) }
                place += 2
            case 0x0A:
                if bytes[place - 1] != 0x0D { lines += 1 }
                place += 1
            case 0x0D:
                lines += 1
                place += 1
            default: place += 1
            }
        }
        return (place, false)
    }

    /// Copies a field without its quotation marks, doubled ones as one.
    ///
    /// - Returns: How many bytes were written.
    static func unquote(_ field: Cell, into target: UnsafeMutablePointer<UInt8>) -> Int {
        var (written, place, isInside) = (0, 1, true)
        while place < field.count {
            let byte = field[place]
            if isInside, byte == 0x22 {
                if place + 1 < field.count, field[place + 1] == 0x22 {
                    place += 1
                } else {
                    isInside = false
                    place += 1
                    continue
                }
            }
            target[written] = byte
            written += 1
            place += 1
        }
        return written
    }
}

extension RecordSplitter.Field {
    /// Quotation marks around all of it, and none inside, are left out of the range.
    fileprivate init(_ bytes: UnsafeBufferPointer<UInt8>, start: Int, quotesEnd: Int, end: Int) {
        guard quotesEnd > start else {
            self.init(start: start, end: end, hasQuotes: false)
            return
        }
        let isPlain =
            quotesEnd == end && quotesEnd - start >= 2 && bytes[quotesEnd - 1] == 0x22
            && !bytes[start + 1..<quotesEnd - 1].contains(0x22)
        self.init(start: isPlain ? start + 1 : start, end: isPlain ? end - 1 : end, hasQuotes: !isPlain)
    }
}
