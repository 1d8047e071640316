import CardIdentity
import DeskSession
import ISO7816
import JSON
import PCSC
import PlainText

/// The readers, as they are shown and then kept up to date by the script.
enum ReaderViews {
    /// - Parameters:
    ///   - trouble: why the card service can't be reached; nil while it can.
    ///   - known: what was read of the card in a reader, in this insertion.
    ///   - canAsk: whether a card may be asked whose it is.
    static func members(
        _ readers: [ReaderSnapshot], trouble: String?, canAsk: Bool, inRow: Bool,
        known: (ReaderSnapshot) -> (role: CardRole?, report: CardReport)?
    ) -> [String: JSONValue] {
        [
            "readers": .array(readers.map { reader(($0), known($0), canAsk: canAsk) }),
            "hasReaders": .bool(!readers.isEmpty), "readersInRow": .bool(inRow),
            "noReaders": .string(noReaders), "noReaderSeen": .string(noReaderSeen),
            "noReadersText": .string(trouble.map { "\(noReaderSeen) \($0)" } ?? noReaders),
            "newReader": [
                "index": "", "readerName": "", "state": "empty", "stateText": "", "epoch": "",
                "canAsk": .bool(canAsk), "isPresent": false, "atrText": "", "card": .null,
            ],
        ]
    }

    private static let noReaders = "There is no card reader. Plug one in."
    /// Whom the card service refuses may have readers all the same.
    private static let noReaderSeen = "No card reader can be seen here."

    private static func reader(
        _ reader: ReaderSnapshot, _ known: (role: CardRole?, report: CardReport)?, canAsk: Bool
    ) -> JSONValue {
        [
            "index": .integer(Int64(reader.index)), "readerName": .string("\(SafeText(reader.name.description))"),
            "state": .string(reader.condition.rawValue), "stateText": .string(words(for: reader.condition)),
            "epoch": .string(reader.insertion.map { String($0.epoch) } ?? ""),
            "canAsk": .bool(canAsk && known == nil), "isPresent": .bool(reader.condition == .present),
            "atrText": .string(reader.atr.isEmpty ? "" : "ATR \(reader.atr.spacedHexadecimal)"),
            "card": known.map { card($0.role, $0.report) } ?? .null,
        ]
    }

    private static func card(_ role: CardRole?, _ report: CardReport) -> JSONValue {
        let owner =
            switch role {
            case .operator: "Your own card"
            case .holder: "The holder's card"
            case nil: "This card"
            }
        let facts = ReportText(report, owner: role == .operator ? "Your" : role == .holder ? "The holder's" : "This")
        return ["cardOwner": .string(owner), "cardFacts": .array(facts.sentences.map(JSONValue.string))]
    }

    static func words(for condition: ReaderState.Condition) -> String {
        switch condition {
        case .empty: "No card"
        case .present: "Card in"
        case .inUse: "Card in, used by another program"
        case .exclusive: "Card in, kept by another program"
        case .mute: "The card doesn't answer: take it out and insert it again, chip first"
        case .unavailable: "The reader doesn't answer: unplug it and plug it in again"
        }
    }
}
