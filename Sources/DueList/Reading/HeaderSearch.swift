/// The header of a report: where its columns are.
struct ReportHeader: Equatable {
    var delimiter: UInt8
    /// The index of each role's column; nil where there is none. In the order of `ColumnRole.allCases`.
    var columns: [Int?]
    var headers: [String]
    /// The line on which it begins.
    var line: Int
    /// Where the first row begins, and on which line.
    var next: Int
    var nextLine: Int

    func column(_ role: ColumnRole) -> Int? { columns[ColumnRole.allCases.firstIndex(of: role)!] }
}

/// Looks for the header below lines of title. It is the first line that has a column for each needed role.
struct HeaderSearch {
    let names: ColumnNames
    private static let delimiters: [UInt8] = [0x2C, 0x3B, 0x09]

    /// - Parameter isWhole: nothing comes after the bytes.
    func header(in bytes: UnsafeBufferPointer<UInt8>, isWhole: Bool) throws(ReportFailure) -> ReportHeader {
        var (place, line, titles) = (0, 1, 0)
        var delimiters = HeaderSearch.delimiters
        var best: Candidate?
        if let named = HeaderSearch.namedDelimiter(Cell(rebasing: bytes[..<HeaderSearch.lineEnd(bytes, from: 0)])) {
            delimiters = [named]
            place = HeaderSearch.nextLine(bytes, from: 0)
            line = 2
        }
        while place < bytes.count, titles <= ReportLimits.titleLines {
            let end = HeaderSearch.lineEnd(bytes, from: place)
            guard end < bytes.count || isWhole else { throw .rowTooLong(line: line) }
            for delimiter in delimiters {
                guard let candidate = candidate(bytes, at: place, line: line, delimiter, isWhole: isWhole) else {
                    continue
                }
                if candidate.isHeader { return try candidate.header() }
                if best.map({ candidate.rank > $0.rank }) ?? true { best = candidate }
            }
            if !HeaderSearch.isBlank(Cell(rebasing: bytes[place..<end])) { titles += 1 }
            place = HeaderSearch.nextLine(bytes, from: place)
            line += 1
        }
        let missing = ColumnRole.needed.filter { role in !(best?.roles.contains(role) ?? false) }
        throw .missingColumns(missing, headers: best?.headers ?? [])
    }

    private func candidate(
        _ bytes: UnsafeBufferPointer<UInt8>, at place: Int, line: Int, _ delimiter: UInt8, isWhole: Bool
    ) -> Candidate? {
        var fields: [RecordSplitter.Field] = []
        let splitter = RecordSplitter(delimiter: delimiter)
        guard let ending = splitter.record(in: bytes, at: place, isWhole: isWhole, fields: &fields),
            !ending.isUnclosed, ending.next - place <= ReportLimits.rowBytes
        else { return nil }
        let headers = fields.map { field in
            let cell = Cell(rebasing: bytes[field.start..<field.end])
            guard field.hasQuotes else { return cell.trimmed.text }
            let bare = [UInt8](unsafeUninitializedCapacity: cell.count) { buffer, count in
                count = RecordSplitter.unquote(cell, into: buffer.baseAddress!)
            }
            return bare.withUnsafeBufferPointer { $0.trimmed.text }
        }
        return Candidate(
            headers: headers, roles: headers.map(names.role(ofHeader:)), delimiter: delimiter, line: line,
            next: ending.next, nextLine: line + ending.lines)
    }

    private struct Candidate {
        var headers: [String]
        var roles: [ColumnRole?]
        var delimiter: UInt8
        var line: Int
        var next: Int
        var nextLine: Int

        var isHeader: Bool { ColumnRole.needed.allSatisfy { roles.contains($0) } }
        /// How much it looks like a header.
        var rank: (Int, Int) { (roles.count { $0 != nil }, headers.count) }

        func header() throws(ReportFailure) -> ReportHeader {
            for role in ColumnRole.allCases {
                let columns = roles.indices.filter { roles[$0] == role }
                guard columns.count <= 1 else {
                    throw .ambiguousColumns(role, columns: columns.map { headers[$0] }, headers: headers)
                }
            }
            return ReportHeader(
                delimiter: delimiter, columns: ColumnRole.allCases.map { role in roles.firstIndex(of: role) },
                headers: headers, line: line, next: next, nextLine: nextLine)
        }
    }

    /// `sep=;`, which Excel reads and takes off. Nil for any other line.
    private static func namedDelimiter(_ line: Cell) -> UInt8? {
        var bytes = line[...]
        if bytes.count >= 2, bytes.first == 0x22, bytes.last == 0x22 { bytes = bytes.dropFirst().dropLast() }
        guard bytes.count == 5, Cell(rebasing: bytes.prefix(4)).isWord("sep="), let delimiter = bytes.last,
            delimiters.contains(delimiter)
        else { return nil }
        return delimiter
    }

    private static func lineEnd(_ bytes: UnsafeBufferPointer<UInt8>, from place: Int) -> Int {
        bytes[place...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
    }

    private static func nextLine(_ bytes: UnsafeBufferPointer<UInt8>, from place: Int) -> Int {
        let end = lineEnd(bytes, from: place)
        guard end < bytes.count else { return end }
        return bytes[end] == 0x0D && end + 1 < bytes.count && bytes[end + 1] == 0x0A ? end + 2 : end + 1
    }

    private static func isBlank(_ line: Cell) -> Bool {
        line.trimmed.allSatisfy { delimiters.contains($0) || $0 == 0x22 || $0 == 0x20 }
    }
}
