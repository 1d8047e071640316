import CLinux

/// Time that never goes back. Injected, so that a test can step it.
public struct PageClock: Sendable {
    /// Time since some moment before the page began.
    public var now: @Sendable () -> Duration

    /// A clock of the caller's own.
    public init(now: @escaping @Sendable () -> Duration) { self.now = now }

    /// Time since the machine started, time asleep included: a link doesn't outlive a suspended computer's night.
    public static let system = PageClock { .nanoseconds(ra_boot_nanoseconds()) }
}
