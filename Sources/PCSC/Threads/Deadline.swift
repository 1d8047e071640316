import CLinux

/// A moment on the monotonic clock, which stands still while the machine sleeps: a laptop that wakes up has not missed
/// any deadline.
struct Deadline: Comparable {
    /// As `CLOCK_MONOTONIC` shows them.
    let nanoseconds: Int64

    private init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    static var now: Deadline {
        Deadline(nanoseconds: ra_awake_nanoseconds())
    }

    /// This long from now. More than a hundred years is a hundred years.
    init(in duration: Duration) {
        let seconds = min(max(duration.components.seconds, 0), 3_155_760_000)
        let rest = max(duration.components.attoseconds / 1_000_000_000, 0)
        nanoseconds = Self.now.nanoseconds + seconds * 1_000_000_000 + rest
    }

    /// The time left; zero when it has passed.
    var remaining: Duration { .nanoseconds(max(0, nanoseconds - Self.now.nanoseconds)) }

    static func < (first: Deadline, second: Deadline) -> Bool { first.nanoseconds < second.nanoseconds }
}
