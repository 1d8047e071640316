import Synchronization

/// One listener of a hub: what it is still to be told. Ends, and gives its place back, when it is let go.
public final class EventSubscription: Sendable {
    enum Wake: Sendable {
        /// Something may have happened since the last look.
        case news
        /// Time to say that the desk is there, also where nothing has happened.
        case signOfLife
    }

    let wakes: AsyncStream<Wake>

    private let hub: EventHub
    private let place: StreamPlaces.Place
    private let waker: AsyncStream<Wake>.Continuation
    private let number: Mutex<UInt64?>

    init(
        hub: EventHub, place: StreamPlaces.Place, after number: UInt64?, wakes: AsyncStream<Wake>,
        waker: AsyncStream<Wake>.Continuation
    ) {
        self.hub = hub
        self.place = place
        self.wakes = wakes
        self.waker = waker
        self.number = Mutex(number)
    }

    deinit { waker.finish() }

    func wantsSignOfLife() { waker.yield(.signOfLife) }

    /// Ends it; what was told before is not taken any more.
    func end() { waker.finish() }

    /// What is to be told now, in the stream's form; empty when there is nothing. One caller at a time.
    func take() async -> String {
        let (text, reached) = await hub.news(after: number.withLock { $0 })
        number.withLock { $0 = reached }
        return text
    }
}
