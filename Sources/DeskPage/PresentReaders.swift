import Instants
import JSON
import PCSC
import Workplace

/// The readers and what is in them, as the card service told last. Pure.
struct PresentReaders: Sendable {
    private(set) var readers: [ReaderSnapshot] = []
    /// Why the card service can't be reached; nil while it can.
    private(set) var trouble: String?

    mutating func take(_ event: ReaderEvent) {
        switch event {
        case .snapshot(let all):
            readers = all
            trouble = nil
        case .readerAttached(let reader), .cardInserted(let reader), .readerChanged(let reader): put(reader)
        case .readerDetached(let reader): readers.removeAll { $0.name == reader.name }
        case .cardRemoved(let reader): put(reader.withoutCard)
        case .serviceLost(let error):
            readers = []
            trouble = error.code.message
        case .serviceRestored: trouble = nil
        }
    }

    private mutating func put(_ reader: ReaderSnapshot) {
        if let index = readers.firstIndex(where: { $0.name == reader.name }) {
            readers[index] = reader
        } else {
            readers.append(reader)
            readers.sort { $0.index < $1.index }
        }
    }
}

extension ReaderSnapshot {
    fileprivate var withoutCard: ReaderSnapshot {
        ReaderSnapshot(
            index: index, state: ReaderState(name: name, word: ReaderState.Flags.empty.rawValue), insertion: nil)
    }
}
