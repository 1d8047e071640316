import CLinux
import Foundation
import Instants

/// The three clocks an event is stamped with. Injected, so that a test can step them.
public struct LogClock: Sendable {
    /// Wall time.
    public var now: @Sendable () -> UTCInstant
    /// Milliseconds since the machine started, time asleep included. Never goes back within one boot.
    public var monotonicMilliseconds: @Sendable () -> Int64
    /// Identifies the boot that the monotonic time counts from.
    public var bootID: String

    public init(
        now: @escaping @Sendable () -> UTCInstant, monotonicMilliseconds: @escaping @Sendable () -> Int64,
        bootID: String
    ) {
        self.now = now
        self.monotonicMilliseconds = monotonicMilliseconds
        self.bootID = bootID
    }

    /// The machine's own clocks: `CLOCK_REALTIME`, `CLOCK_BOOTTIME` and `/proc/sys/kernel/random/boot_id`.
    public static func system() -> LogClock {
        let bootID = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        return LogClock(
            now: { UTCInstant(secondsSince1970: ra_wall_nanoseconds() / 1_000_000_000) },
            monotonicMilliseconds: { ra_boot_nanoseconds() / 1_000_000 },
            bootID: bootID?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"
        )
    }
}
