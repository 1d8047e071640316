import Instants

/// The cards that a desk's own audit log has seen, each person's by the last expiry that is known.
public struct LogCards: Sendable {
    private var cards: [UInt64: DueCard] = [:]
    /// The number of the event that the expiry is from.
    private var seen: [UInt64: Int64] = [:]

    public init() {}

    public var count: Int { cards.count }

    /// Takes in an event about a card. The expiry of the last event that knew one counts.
    ///
    /// - Parameters:
    ///   - event: its number in the log.
    ///   - uuid: the twelve digits; anything else is passed over.
    ///   - expires: nil where it wasn't read; what was known before stays.
    ///   - isBlocked: by its series at that time; nil where the series isn't known.
    public mutating func saw(event: Int64, uuid: String, expires: UTCInstant?, isBlocked: Bool?) {
        guard let number = DueUUID.number(uuid) else { return }
        var card = cards[number] ?? DueCard(uuid: number, expires: nil)
        card.source = CardMerge.log
        if let expires, event > seen[number, default: 0] {
            card.expires = expires
            seen[number] = event
        }
        if let isBlocked { card.isBlocked = isBlocked }
        cards[number] = card
    }

    /// Behind the cards of all reports.
    public func add(to all: inout DueCards) {
        all.cards += cards.values.sorted { $0.uuid < $1.uuid }
    }

    /// What it is among the sources.
    public var source: DueSource {
        DueSource(file: DueSource.auditLog, sha256: nil, rows: count, encoding: nil, delimiter: nil)
    }
}
