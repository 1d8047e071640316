import Instants

/// One reading of a report, from its bytes to cards.
final class RowReader {
    /// What earlier readings of the same file found out.
    struct Plan: Equatable {
        /// Nil: by the byte order mark, else UTF-8.
        var encoding: TextEncoding?
        var monthFirst: Set<ColumnRole> = []
        /// Columns that no order of day and month fits.
        var dropped: Set<ColumnRole> = []
    }

    var cards: DueCards
    private(set) var refused: [Refusal] = []
    private(set) var rows = 0
    private(set) var header: ReportHeader!
    var encoding: TextEncoding { decoder?.encoding ?? .utf8 }

    private let names: ColumnNames
    private let keeping: ReportReader.Keeping
    private let plan: Plan
    private let number: UInt16
    private var decoder: TextDecoder?
    /// Text that was read and not yet split.
    private var text: [UInt8] = []
    private var start = 0
    private var line = 1
    private var layout: RowLayout!
    private var fields: [RecordSplitter.Field] = []
    private var votes: [ColumnRole: (dayFirst: Bool, monthFirst: Bool)] = [:]
    /// Room for a cell whose quotation marks are taken off.
    private let scratch = UnsafeMutablePointer<UInt8>.allocate(capacity: ReportLimits.rowBytes)

    init(names: ColumnNames, keeping: ReportReader.Keeping, plan: Plan, number: UInt16, cards: DueCards) {
        self.names = names
        self.keeping = keeping
        self.plan = plan
        self.number = number
        self.cards = cards
    }

    deinit { scratch.deallocate() }

    /// - Returns: False where the text isn't UTF-8.
    func read(_ piece: UnsafeBufferPointer<UInt8>) throws(ReportFailure) -> Bool {
        var piece = piece
        if decoder == nil {
            let (encoding, markLength) = TextEncoding.marked(piece)
            decoder = TextDecoder(plan.encoding ?? encoding)
            piece = Cell(rebasing: piece[markLength...])
        }
        if start > 0 {
            text.removeSubrange(..<start)
            start = 0
        }
        guard decoder!.decode(piece, into: &text) else { return false }
        if header == nil {
            // All that may stand before the first row is looked at together.
            guard text.count > ReportLimits.rowBytes else { return true }
        }
        try split(isWhole: false)
        return true
    }

    /// - Returns: False where the text isn't UTF-8.
    func finish() throws(ReportFailure) -> Bool {
        var decoder = decoder ?? TextDecoder(.utf8)
        guard decoder.finish(into: &text) else { return false }
        try split(isWhole: true)
        return true
    }

    /// What to do otherwise in another reading; nil where this one counts.
    func nextPlan() throws(ReportFailure) -> Plan? {
        var next = plan
        next.encoding = encoding == .windows1252 ? .windows1252 : nil
        for (role, vote) in votes where !plan.dropped.contains(role) {
            if vote.dayFirst, vote.monthFirst {
                if ColumnRole.needed.contains(role) { throw .mixedDates(role, headers: header.headers) }
                next.dropped.insert(role)
            } else if vote.monthFirst {
                next.monthFirst.insert(role)
            }
        }
        return next == plan ? nil : next
    }

    private func split(isWhole: Bool) throws(ReportFailure) {
        // Taken out, so that the rows' methods may change this object while the text is looked at.
        let text = text
        var failure: ReportFailure?
        text.withUnsafeBufferPointer { bytes in
            do throws(ReportFailure) {
                try split(bytes, isWhole: isWhole)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    private func split(_ bytes: UnsafeBufferPointer<UInt8>, isWhole: Bool) throws(ReportFailure) {
        if header == nil {
            let header = try HeaderSearch(names: names).header(in: bytes, isWhole: isWhole)
            self.header = header
            layout = RowLayout(header)
            (start, line) = (header.next, header.nextLine)
            for role in ColumnRole.dates where plan.dropped.contains(role) {
                refused.append(Refusal(row: header.line, reason: .mixedDateOrder, column: role))
            }
        }
        let splitter = RecordSplitter(delimiter: header.delimiter)
        while start < bytes.count {
            guard let ending = splitter.record(in: bytes, at: start, isWhole: isWhole, fields: &fields) else {
                guard bytes.count - start <= ReportLimits.rowBytes else { throw .rowTooLong(line: line) }
                return
            }
            guard ending.next - start <= ReportLimits.rowBytes else { throw .rowTooLong(line: line) }
            try row(bytes, isUnclosed: ending.isUnclosed)
            start = ending.next
            line += ending.lines
        }
    }

    private func row(_ bytes: UnsafeBufferPointer<UInt8>, isUnclosed: Bool) throws(ReportFailure) {
        if cell(layout.uuid, bytes).isEmpty, isBlank(bytes) { return }
        rows += 1
        if rows > ReportLimits.rows { throw .tooManyRows }
        if isUnclosed { return refuse(.unclosedQuote, .uuid) }
        let uuid = UUIDCell(cell(layout.uuid, bytes))
        let expires = date(.expires, layout.expires, bytes)
        let issued = date(.issued, layout.issued, bytes)
        let position = date(.positionExpires, layout.positionExpires, bytes)
        guard case .uuid(let number) = uuid else {
            if case .refused(let reason) = uuid { refuse(reason, .uuid) }
            return
        }
        if let reason = expires.refusal { return refuse(reason, .expires) }
        var card = DueCard(uuid: number, expires: expires.instant)
        card.source = self.number
        texts(of: &card, bytes)
        words(of: &card, bytes)
        if let reason = issued.refusal { refuse(reason, .issued) }
        card.positionExpires = position.instant
        if let reason = position.refusal { refuse(reason, .positionExpires) }
        if card.isCancelled, !keeping.serials { return }
        cards.cards.append(card)
    }

    private func texts(of card: inout DueCard, _ bytes: UnsafeBufferPointer<UInt8>) {
        card.organisation = cards.texts.insert(cell(layout.organisation, bytes))
        if keeping.serials { card.serial = cards.texts.insert(cell(layout.serial, bytes).unwrapped) }
        if layout.email != nil || layout.mobile != nil {
            let reached = !cell(layout.email, bytes).isEmpty || !cell(layout.mobile, bytes).isEmpty
            card.contact = reached ? .some : .none
        }
        guard keeping.people else { return }
        card.name = cards.texts.insert(cell(layout.name, bytes))
        card.email = cards.texts.insert(cell(layout.email, bytes))
        card.mobile = cards.texts.insert(cell(layout.mobile, bytes))
    }

    private func words(of card: inout DueCard, _ bytes: UnsafeBufferPointer<UInt8>) {
        let type = cell(layout.cardType, bytes)
        if type.isWord("gemplus") {
            card.cardType = .gemplus
        } else if type.isWord("oberthur") {
            card.cardType = .oberthur
        } else if type.isWord("piv") {
            card.cardType = .piv
        } else if !type.isEmpty {
            refuse(.unknownValue, .cardType)
        }
        let status = cell(layout.cardStatus, bytes)
        if status.isWord("cancelled") {
            card.isCancelled = true
        } else if !status.isEmpty, !status.isWord("active"), !status.isWord("expired") {
            refuse(.unknownValue, .cardStatus)
        }
    }

    private func date(_ role: ColumnRole, _ column: Int?, _ bytes: UnsafeBufferPointer<UInt8>) -> DateCell {
        guard let column, !plan.dropped.contains(role) else { return .empty }
        let date = DateCell(cell(column, bytes), monthFirst: plan.monthFirst.contains(role))
        switch date.vote {
        case .none: break
        case .dayFirst: votes[role, default: (false, false)].dayFirst = true
        case .monthFirst: votes[role, default: (false, false)].monthFirst = true
        }
        return date
    }

    private func refuse(_ reason: RefusalReason, _ column: ColumnRole) {
        refused.append(Refusal(row: line, reason: reason, column: column))
    }

    /// Without its quotation marks and white space at the ends; empty where the row is too short. Good until the next
    /// one.
    private func cell(_ column: Int?, _ bytes: UnsafeBufferPointer<UInt8>) -> Cell {
        guard let column, column < fields.count else { return Cell(start: nil, count: 0) }
        let field = fields[column]
        let cell = Cell(rebasing: bytes[field.start..<field.end])
        guard field.hasQuotes else { return cell.trimmed }
        return Cell(start: scratch, count: RecordSplitter.unquote(cell, into: scratch)).trimmed
    }

    private func isBlank(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        fields.indices.allSatisfy { cell($0, bytes).isEmpty }
    }
}

/// Where the columns are that are read.
private struct RowLayout {
    let uuid: Int?
    let expires: Int?
    let name: Int?
    let email: Int?
    let mobile: Int?
    let organisation: Int?
    let cardType: Int?
    let cardStatus: Int?
    let serial: Int?
    let issued: Int?
    let positionExpires: Int?

    init(_ header: ReportHeader) {
        uuid = header.column(.uuid)
        expires = header.column(.expires)
        name = header.column(.name)
        email = header.column(.email)
        mobile = header.column(.mobile)
        organisation = header.column(.organisation)
        cardType = header.column(.cardType)
        cardStatus = header.column(.cardStatus)
        serial = header.column(.serial)
        issued = header.column(.issued)
        positionExpires = header.column(.positionExpires)
    }
}
