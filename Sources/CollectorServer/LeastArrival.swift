import NIOCore

/// How fast the body of a request has to come: whoever sends less keeps room from others.
struct LeastArrival: Hashable {
    /// Half of what a line of 0.25 Mbit/s carries.
    var bytes = 160 << 10
    /// In each so long, the first one included, unless all of it has come.
    var window = TimeAmount.seconds(10)
}

/// Thrown out of a request's body that came more slowly than it has to.
struct StalledArrival: Error {}

/// What came in a window of time, in which the server was ready to read.
struct ArrivalWindow {
    private var bytes = 0
    private var isReading = true
    private var hasPaused = false
    private var lastRead: NIODeadline

    init(at now: NIODeadline) { lastRead = now }

    mutating func take(_ count: Int) { bytes += count }

    /// All that had come was handed on.
    mutating func readEnds(at now: NIODeadline) { (isReading, lastRead) = (false, now) }

    /// More is read: at once, or after the server had enough for a while.
    mutating func readBegins(at now: NIODeadline) {
        if !isReading, now - lastRead > .milliseconds(50) { hasPaused = true }
        isReading = true
    }

    /// Whether enough came. A window in which the server didn't read says nothing of the sender.
    func isEnough(_ least: Int) -> Bool { bytes >= least || hasPaused || !isReading }

    /// Another window begins.
    mutating func next() { (bytes, hasPaused) = (0, false) }
}
