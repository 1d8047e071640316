/// What was seen last, and what a new look means. Pure.
struct ReaderBook {
    private(set) var readers: [ReaderSnapshot] = []

    /// Takes a first look; nothing is compared.
    mutating func open(with readers: [ReaderSnapshot]) {
        self.readers = readers
    }

    /// Compares with the last look.
    ///
    /// A card is the same one as long as its insertion is; so a card that was out and in again in between is a removal
    /// and an insertion, though the reader shows a card both times. Of a card that came and went between two looks at an
    /// empty reader nothing is known, and nothing is told.
    ///
    /// - Parameter own: readers that this process itself has a session with, whose "in use" says nothing.
    /// - Returns: events in an order that makes sense one by one: first what went, then what came.
    mutating func update(to looked: [ReaderSnapshot], own: Set<ReaderName> = []) -> [ReaderEvent] {
        let before = Dictionary(readers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let now = looked.map { own.contains($0.name) ? $0.keepingUse(of: before[$0.name]) : $0 }
        let names = Set(now.map(\.name))
        var events: [ReaderEvent] = []
        for gone in readers where !names.contains(gone.name) {
            if gone.insertion != nil { events.append(.cardRemoved(gone)) }
            events.append(.readerDetached(gone))
        }
        for reader in now {
            if let old = before[reader.name] {
                events += Self.events(from: old, to: reader)
            } else {
                events.append(.readerAttached(reader))
                if reader.insertion != nil { events.append(.cardInserted(reader)) }
            }
        }
        readers = now
        return events
    }

    private static func events(from old: ReaderSnapshot, to new: ReaderSnapshot) -> [ReaderEvent] {
        if old.insertion?.epoch != new.insertion?.epoch {
            return (old.insertion == nil ? [] : [.cardRemoved(old)])
                + (new.insertion == nil ? [] : [.cardInserted(new)])
        }
        return old.condition == new.condition && old.atr == new.atr ? [] : [.readerChanged(new)]
    }
}

extension ReaderSnapshot {
    /// The same reader, in use or not as in an earlier look; not in use without one.
    func keepingUse(of old: ReaderSnapshot?) -> ReaderSnapshot {
        let mask = ReaderState.Flags([.inUse, .exclusive]).rawValue
        let use = old?.insertion?.epoch == insertion?.epoch ? (old?.state.word ?? 0) & mask : 0
        let kept = ReaderState(name: name, word: state.word & ~mask | use, atr: state.atr)
        return ReaderSnapshot(index: index, state: kept, insertion: insertion)
    }
}
