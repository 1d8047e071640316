import Synchronization

/// Why no stream begins.
public enum EventHubError: Error, Hashable, Sendable {
    /// As many are open as may be.
    case full
    /// No more will be told.
    case ended
}

/// Tells everybody who listens what happens, each from where they stand.
///
/// Of events that are kept a stream misses none. Of the others it gets the newest; a slow one skips what was before. Nothing
/// waits for a stream: it takes what there is when it can.
public final class EventHub: Sendable {
    private struct State {
        var ledger = EventLedger()
        var wakers: [UInt64: AsyncStream<EventSubscription.Wake>.Continuation] = [:]
        var nextWaker: UInt64 = 0
        var hasEnded = false
    }

    /// In every id.
    public let run: String

    private let places: StreamPlaces
    private let present: @Sendable () async -> [PageEvent]
    private let state = Mutex(State())

    /// - Parameters:
    ///   - places: shared by the hubs of one page.
    ///   - random: what ``run`` is drawn from.
    ///   - present: how things stand, for a stream whose place isn't known. The owner changes what this says before it tells
    ///     the event of it: then a stream may hear something twice, but misses nothing.
    public init(
        places: StreamPlaces, random: RandomBytes = .system, present: @escaping @Sendable () async -> [PageEvent]
    ) {
        self.places = places
        self.present = present
        run = random.text(bytes: 6).replacing("-", with: "_")
    }

    // MARK: Telling

    /// Tells everybody. Waits for nobody.
    @discardableResult public func tell(_ event: PageEvent, _ retention: PageEvent.Retention) -> EventID {
        let (id, wakers) = state.withLock { state in
            (state.ledger.add(event, retention) { EventID(run: run, number: $0) }, Array(state.wakers.values))
        }
        for waker in wakers { waker.yield(.news) }
        return id
    }

    /// The id of what was told last: for a view that shows everything up to now.
    public var last: EventID { EventID(run: run, number: state.withLock { $0.ledger.last }) }

    /// Forgets what was kept, as another story begins. A stream that hasn't got all of it will hear how things stand instead.
    public func forgetKept() { state.withLock { $0.ledger.forgetKept() } }

    /// Ends all streams; no more begin.
    public func end() {
        let wakers = state.withLock { state in
            state.hasEnded = true
            defer { state.wakers = [:] }
            return Array(state.wakers.values)
        }
        for waker in wakers { waker.finish() }
    }

    // MARK: Listening

    /// Begins to listen.
    ///
    /// - Parameter id: the last event that the listener has got. When it isn't known (or there is none), how things stand comes
    ///   first.
    public func subscribe(after id: EventID?) throws(EventHubError) -> EventSubscription {
        guard let place = places.take() else { throw .full }
        let (wakes, waker) = AsyncStream.makeStream(
            of: EventSubscription.Wake.self, bufferingPolicy: .bufferingNewest(1))
        let key: UInt64? = state.withLock { state in
            guard !state.hasEnded else { return nil }
            state.nextWaker += 1
            state.wakers[state.nextWaker] = waker
            return state.nextWaker
        }
        guard let key else { throw .ended }
        waker.onTermination = { [weak self] _ in _ = self?.state.withLock { $0.wakers.removeValue(forKey: key) } }
        // There may be something already.
        waker.yield(.news)
        let number = id?.run == run ? id?.number : nil
        return EventSubscription(hub: self, place: place, after: number, wakes: wakes, waker: waker)
    }

    /// What a listener is to be told now, in the stream's form, and where it stands then.
    func news(after number: UInt64?) async -> (text: String, number: UInt64) {
        let (entries, last) = state.withLock { state in
            (number.flatMap { state.ledger.after($0) }, state.ledger.last)
        }
        if let entries {
            return (entries.map(\.text).joined(), last)
        }
        let events = await present()
        let parts = events.enumerated().map { index, event in
            // Only with the last one everything has been said: whoever lost the rest comes back with an id that isn't known.
            ServerSentEvent.encode(event, id: index == events.count - 1 ? "\(run)-\(last)" : "\(run)-\(last)-part")
        }
        return (parts.joined(), last)
    }
}
