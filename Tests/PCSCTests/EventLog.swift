import PCSC
import Synchronization
import TestSupport

/// Collects events as they come, with their times, and waits for one.
final class EventLog: Sendable {
    struct Entry: Sendable {
        let event: ReaderEvent
        let at: ContinuousClock.Instant
    }

    private final class Store: Sendable {
        let entries = Mutex<[Entry]>([])
    }

    private let store = Store()
    private let read = Mutex(0)
    private let task: Task<Void, Never>

    init(_ events: ReaderEvents) {
        let store = store
        task = Task {
            for await event in events {
                store.entries.withLock { $0.append(Entry(event: event, at: .now)) }
            }
        }
    }

    deinit { task.cancel() }

    var entries: [Entry] { store.entries.withLock { $0 } }
    var kinds: [ReaderEvent.Kind] { entries.map(\.event.kind) }

    /// The next event of a kind after the one returned last; those before it are skipped.
    @discardableResult
    func next(_ kind: ReaderEvent.Kind, within limit: Duration = .seconds(10)) async throws -> Entry {
        var found: Entry?
        try await eventually(within: limit, "the event \(kind)") {
            read.withLock { read in
                let entries = entries
                guard let index = entries[read...].firstIndex(where: { $0.event.kind == kind }) else { return false }
                found = entries[index]
                read = index + 1
                return true
            }
        }
        guard let found else { throw TestSupportFailure("unreachable") }
        return found
    }
}

extension ReaderEvent {
    enum Kind: Sendable {
        case snapshot, readerAttached, readerDetached, cardInserted, cardRemoved, readerChanged, serviceLost
        case serviceRestored
    }

    var kind: Kind {
        switch self {
        case .snapshot: .snapshot
        case .readerAttached: .readerAttached
        case .readerDetached: .readerDetached
        case .cardInserted: .cardInserted
        case .cardRemoved: .cardRemoved
        case .readerChanged: .readerChanged
        case .serviceLost: .serviceLost
        case .serviceRestored: .serviceRestored
        }
    }
}
