import Glibc

/// A moment on the monotonic clock, which stands still while the machine sleeps: a laptop that wakes up has not missed
/// any deadline.
struct Deadline: Comparable {
    private let nanoseconds: Int64

    private init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    static var now: Deadline {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Deadline(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// This long from now. More than a hundred years is a hundred years.
    init(in duration: Duration) {
        let seconds = min(max(duration.components.seconds, 0), 3_155_760_000)
        let rest = max(duration.components.attoseconds / 1_000_000_000, 0)
        nanoseconds = Self.now.nanoseconds + seconds * 1_000_000_000 + rest
    }

    /// The time left; zero when it has passed.
    var remaining: Duration { .nanoseconds(max(0, nanoseconds - Self.now.nanoseconds)) }

    var time: timespec { timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000)) }

    static func < (first: Deadline, second: Deadline) -> Bool { first.nanoseconds < second.nanoseconds }
}
