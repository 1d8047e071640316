import Crypto

/// What a report was, beside its cards.
public struct DueSource: Hashable, Sendable {
    /// As it was named; ``auditLog`` for the audit log.
    public var file: String
    /// Of the file's bytes, in upper-case hexadecimal. Nil for the audit log, as are encoding and delimiter.
    public var sha256: String?
    /// Rows of data, refused ones included; for the audit log its cards.
    public var rows: Int
    public var encoding: TextEncoding?
    public var delimiter: String?
    public var refused: [Refusal] = []

    public init(file: String, sha256: String?, rows: Int, encoding: TextEncoding?, delimiter: String?) {
        self.file = file
        self.sha256 = sha256
        self.rows = rows
        self.encoding = encoding
        self.delimiter = delimiter
    }

    /// What stands for the audit log in the place of a file's name.
    public static let auditLog = "audit log"

    /// Rows that are not in the answer.
    public var refusedRows: Int { refused.count { $0.isOfRow } }
}

/// Reads reports into cards. A file is read in one go, and again only where its dates turn out to put the month first,
/// or its text not to be UTF-8.
public struct ReportReader: Sendable {
    /// What of a report is kept. What isn't needed takes no memory.
    public struct Keeping: Hashable, Sendable {
        /// Name, email and mobile.
        public var people = false
        /// Serials and cancelled cards, which tell cards of several sources apart.
        public var serials = false

        public init(people: Bool = false, serials: Bool = false) {
            self.people = people
            self.serials = serials
        }
    }

    public var names: ColumnNames
    public var keeping: Keeping

    public init(names: ColumnNames, keeping: Keeping = Keeping()) {
        self.names = names
        self.keeping = keeping
    }

    /// Adds a report's cards to others. Blocks while the file is read.
    ///
    /// - Parameters:
    ///   - path: the report's file.
    ///   - number: of the report among the sources, from 0.
    ///   - cards: the cards of earlier reports, to which this one's are added. Don't use them after an error.
    public func read(_ path: String, number: UInt16 = 0, into cards: inout DueCards) throws(ReportFailure) -> DueSource
    {
        let file = try ReportFile(path)
        let start = cards.cards.count
        var plan = RowReader.Plan(encoding: nil)
        var digest: String?
        // Each turn settles the encoding or the order of at least one column.
        while true {
            cards.cards.removeSubrange(start...)
            let rows = RowReader(names: names, keeping: keeping, plan: plan, number: number, cards: cards)
            cards = DueCards()
            let hash: String?
            do {
                hash = try pass(over: file, rows)
            } catch let failure as ReportFailure {
                cards = rows.cards
                cards.cards.removeSubrange(start...)
                throw failure
            } catch {
                throw .unreadable(5)
            }
            cards = rows.cards
            rows.cards = DueCards()
            guard let hash else {
                plan.encoding = .windows1252
                continue
            }
            if let digest, digest != hash { throw .changed }
            digest = hash
            let next = try rows.nextPlan()
            guard let next else {
                var source = DueSource(
                    file: path, sha256: hash, rows: rows.rows, encoding: rows.encoding,
                    delimiter: String(Unicode.Scalar(rows.header.delimiter)))
                source.refused = rows.refused
                return source
            }
            plan = next
        }
    }

    /// - Returns: The hash of the whole file; nil where it isn't UTF-8.
    private func pass(over file: borrowing ReportFile, _ rows: RowReader) throws -> String? {
        var hash = SHA256()
        var isText = true
        try file.read { piece in
            hash.update(bufferPointer: UnsafeRawBufferPointer(piece))
            isText = try rows.read(piece)
            return isText
        }
        guard isText, try rows.finish() else { return nil }
        return hash.finalize().map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
