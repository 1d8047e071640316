/// A moment in UTC, in whole seconds. Fractions are dropped on the way in, because the handbook's rules compare whole
/// seconds (handbook-rules §1, "Times").
public struct UTCInstant: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
    public var secondsSince1970: Int64

    public init(secondsSince1970: Int64) {
        self.secondsSince1970 = secondsSince1970
    }

    public static func < (left: UTCInstant, right: UTCInstant) -> Bool {
        left.secondsSince1970 < right.secondsSince1970
    }

    /// The instant so many seconds later; earlier when negative.
    public func adding(seconds: Int64) -> UTCInstant {
        UTCInstant(secondsSince1970: secondsSince1970 + seconds)
    }

    public static let secondsPerDay: Int64 = 86_400
}
