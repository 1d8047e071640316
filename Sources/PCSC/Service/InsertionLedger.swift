/// Gives each insertion its epoch: the same one to everybody who looks through one ``PCSCService``.
struct InsertionLedger {
    /// The last few of each reader, oldest first: of two looks at the same time, the one made first may be noted last.
    private var recent: [ReaderName: [Insertion]] = [:]
    private var epochs: UInt64 = 0
    private static let depth = 4

    /// The insertion that a state shows; nil without a card.
    mutating func insertion(in state: ReaderState, incarnation: UInt64) -> Insertion? {
        guard state.isCardPresent else { return nil }
        var stays = recent[state.name] ?? []
        defer { recent[state.name] = stays }
        let known = stays.lastIndex { $0.incarnation == incarnation && $0.isSameStay(as: state) }
        // The ATR of a card that has just got power comes after its presence.
        if let known, !stays[known].atr.isEmpty || state.atr.isEmpty { return stays[known] }
        if known == nil { epochs += 1 }
        let insertion = Insertion(
            reader: state.name, epoch: known.map { stays[$0].epoch } ?? epochs, atr: state.atr,
            eventCount: state.eventCount, incarnation: incarnation)
        if let known {
            stays[known] = insertion
        } else {
            stays = stays.suffix(Self.depth - 1) + [insertion]
        }
        return insertion
    }
}

extension Insertion {
    /// Whether a state shows the same stay: the counter hasn't moved, and the ATR hasn't become another one.
    func isSameStay(as state: ReaderState) -> Bool {
        state.isCardPresent && state.eventCount == eventCount
            && (state.atr == atr || atr.isEmpty || state.atr.isEmpty)
    }
}
