import Instants
import JSON

/// A value on its way in.
struct FactValue {
    let key: String
    let json: JSONValue

    private func mistake(_ code: FactMistake.Code, _ message: String) -> FactMistake {
        FactMistake(code, key: key, message)
    }

    func bool() throws(FactMistake) -> Bool? {
        switch json {
        case .null: return nil
        case .bool(let value): return value
        default: throw mistake(.wrongType, "must be true or false.")
        }
    }

    func text() throws(FactMistake) -> String? {
        switch json {
        case .null: return nil
        case .string(let value): return value
        default: throw mistake(.wrongType, "must be text.")
        }
    }

    func integer(in range: ClosedRange<Int>) throws(FactMistake) -> Int? {
        let number: Int64
        switch json {
        case .null: return nil
        case .integer(let value): number = value
        case .number(let value) where value == value.rounded():
            throw mistake(.outOfRange, "must be from \(range.lowerBound) to \(range.upperBound).")
        case .number: throw mistake(.wrongType, "must be a whole number.")
        default: throw mistake(.wrongType, "must be a number.")
        }
        guard let value = Int(exactly: number), range.contains(value) else {
            throw mistake(.outOfRange, "must be from \(range.lowerBound) to \(range.upperBound).")
        }
        return value
    }

    func word<Word>(_ type: Word.Type = Word.self) throws(FactMistake) -> Word?
    where Word: RawRepresentable<String> & CaseIterable {
        guard let text = try text() else { return nil }
        guard let word = Word(rawValue: text) else { throw noSuchWord(Word.allCases.map(\.rawValue)) }
        return word
    }

    func word(of words: [String]) throws(FactMistake) -> String? {
        guard let text = try text() else { return nil }
        guard words.contains(text) else { throw noSuchWord(words) }
        return text
    }

    private func noSuchWord(_ words: [String]) -> FactMistake {
        mistake(.unknownValue, "must be one of " + words.joined(separator: ", ") + ".")
    }

    func instant() throws(FactMistake) -> UTCInstant? {
        guard let text = try text() else { return nil }
        guard let instant = UTCInstant(rfc3339: text) else {
            throw mistake(.notADate, "must be a date and time with its offset, such as 2026-11-21T03:04:05Z.")
        }
        return instant
    }

    func expiry() throws(FactMistake) -> Expiry? {
        guard let text = try text() else { return nil }
        if let date = CivilDate(iso8601: text) { return .date(date) }
        guard let instant = UTCInstant(rfc3339: text) else {
            throw mistake(
                .notADate, "must be a date (2026-11-21) or a date and time with its offset (2026-11-21T03:04:05Z).")
        }
        return .instant(instant)
    }
}
