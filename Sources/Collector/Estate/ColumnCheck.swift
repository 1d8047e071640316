import AuditLog
import Foundation
import Instants
import PostgreSQL

/// Whether the body of an event is one that may stand there, and its columns are what it says, without making anything of
/// the body where that is plain to see.
struct ColumnCheck {
    /// After those of the columns, what every event has.
    private static let fields = BodyFields(EventColumns.fieldNames + ["log", "seq"])

    /// The log's origin in canonical form.
    private let log: [UInt8]
    private var places: [Range<Int>]

    init(origin: String) {
        log = Array("\"\(origin)\"".utf8)
        places = [Range<Int>](repeating: 0..<0, count: Self.fields.count)
    }

    /// What is wrong with the body, and the names of the columns that aren't what it says.
    ///
    /// - Parameters:
    ///   - body: the event's.
    ///   - seq: its number.
    ///   - row: has the columns in the order of ``EventColumns/names``.
    ///   - first: where they begin.
    mutating func differences(
        _ body: UnsafeRawBufferPointer, seq: Int64, _ row: borrowing CopiedRow, at first: Int
    ) -> (body: EventLine.Trouble?, columns: [String]) {
        if isPlainlyEqual(body.bindMemory(to: UInt8.self), seq, row, at: first) { return (nil, []) }
        let columns = EventColumns(body)
        let differing = EventColumns.names.indices.filter { !row.holds(columns.values[$0], at: first + $0) }
        return (EventLine.trouble(body, log: log, seq: seq), differing.map { EventColumns.names[$0] })
    }

    /// True only where the body is canonical, and ``EventColumns`` would give just what the row has. False says nothing.
    private mutating func isPlainlyEqual(
        _ body: UnsafeBufferPointer<UInt8>, _ seq: Int64, _ row: borrowing CopiedRow, at first: Int
    ) -> Bool {
        guard Self.fields.find(in: body, &places) else { return false }
        let number = places[places.count - 1]
        guard body[places[places.count - 2]].elementsEqual(log), body[number].elementsEqual(String(seq).utf8) else {
            return false
        }
        // The order of ``EventColumns/fieldNames``: the time, the texts, and what is made of others.
        let texts = EventColumns.texts.count
        guard let time = instant(0, body, row[first]) else { return false }
        for text in 1...texts where !isText(text, body, row[first + text]) { return false }
        let (intent, expires, guarded, followUp) = (1 + texts, 2 + texts, 3 + texts, 4 + texts)
        guard isInteger(intent, body, row[first + intent]) else { return false }
        if isNull(expires, body) {
            guard row[first + expires] == nil else { return false }
        } else if instant(expires, body, row[first + expires]) == nil {
            return false
        }
        let follows = !isNull(followUp, body) && !isEqual(followUp, body, "[]")
        return isBool(row[first + guarded], !isNull(guarded, body)) && isBool(row[first + followUp], follows)
            && isBool(row[first + followUp + 1], OutOfHours.contains(time))
    }

    private func isNull(_ field: Int, _ body: UnsafeBufferPointer<UInt8>) -> Bool {
        places[field].isEmpty || isEqual(field, body, "null")
    }

    private func isEqual(_ field: Int, _ body: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
        let place = places[field]
        return place.count == word.utf8CodeUnitCount
            && memcmp(body.baseAddress! + place.lowerBound, word.utf8Start, place.count) == 0
    }

    private func isBool(_ column: UnsafeRawBufferPointer?, _ value: Bool) -> Bool {
        guard let column, column.count == 1 else { return false }
        return column[0] == (value ? 1 : 0)
    }

    /// What stands between the quotation marks, where nothing there is escaped, and nothing is beyond ASCII.
    private func plainText(_ field: Int, _ body: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
        let place = places[field]
        let quote = UInt8(ascii: "\"")
        guard place.count >= 2, body[place.lowerBound] == quote, body[place.upperBound - 1] == quote else { return nil }
        let text = UnsafeBufferPointer(rebasing: body[place.lowerBound + 1..<place.upperBound - 1])
        for byte in text where byte < 0x20 || byte > 0x7E || byte == quote || byte == UInt8(ascii: "\\") { return nil }
        return text
    }

    private func isText(
        _ field: Int, _ body: UnsafeBufferPointer<UInt8>, _ column: UnsafeRawBufferPointer?
    ) -> Bool {
        if isNull(field, body) { return column == nil }
        guard let text = plainText(field, body), let column, column.count == text.count else { return false }
        guard let left = text.baseAddress, let right = column.baseAddress, text.count > 0 else { return text.isEmpty }
        return memcmp(left, right, text.count) == 0
    }

    private func isInteger(
        _ field: Int, _ body: UnsafeBufferPointer<UInt8>, _ column: UnsafeRawBufferPointer?
    ) -> Bool {
        if isNull(field, body) { return column == nil }
        guard let column, column.count == 8 else { return false }
        let digits = String(Int64(bigEndian: column.loadUnaligned(as: Int64.self)))
        return body[places[field]].elementsEqual(digits.utf8)
    }

    /// The instant, where the column has it too.
    private func instant(
        _ field: Int, _ body: UnsafeBufferPointer<UInt8>, _ column: UnsafeRawBufferPointer?
    ) -> UTCInstant? {
        guard let text = plainText(field, body), let instant = UTCInstant(rfc3339: text), let column, column.count == 8,
            case .timestamp(let microseconds) = SQLValue.instant(instant),
            Int64(bigEndian: column.loadUnaligned(as: Int64.self)) == microseconds
        else { return nil }
        return instant
    }
}
