import Synchronization

/// Lets one caller through, the first.
struct ReleaseOnce: ~Copyable, Sendable {
    private let isDone = Atomic(false)

    var isOver: Bool { isDone.load(ordering: .acquiring) }

    /// Whether this caller is the first.
    func begin() -> Bool { !isDone.exchange(true, ordering: .acquiringAndReleasing) }
}
