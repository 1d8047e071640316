import Synchronization

/// How many event streams are open at once, whichever hubs they are of.
public final class StreamPlaces: Sendable {
    private let limit: Int
    private let taken = Mutex(0)

    /// - Parameter limit: one more gets 503.
    public init(limit: Int = 16) { self.limit = limit }

    /// How many are taken.
    public var count: Int { taken.withLock { $0 } }

    func take() -> Place? {
        let isFree = taken.withLock { taken in
            guard taken < limit else { return false }
            taken += 1
            return true
        }
        return isFree ? Place(of: self) : nil
    }

    /// One place; free again when nobody holds it.
    final class Place: Sendable {
        private let places: StreamPlaces

        fileprivate init(of places: StreamPlaces) { self.places = places }

        deinit { places.taken.withLock { $0 -= 1 } }
    }
}
