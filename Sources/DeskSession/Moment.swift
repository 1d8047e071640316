import Instants

/// A point in time, told twice: by the calendar, which may be set back, and by a clock that only goes forward.
public struct Moment: Hashable, Sendable {
    /// Wall time, for dates and for the record.
    public var wall: UTCInstant
    /// Time since the session began, by a monotonic clock. Waiting is measured by this one.
    public var elapsed: Duration

    public init(wall: UTCInstant, elapsed: Duration) {
        self.wall = wall
        self.elapsed = elapsed
    }
}
