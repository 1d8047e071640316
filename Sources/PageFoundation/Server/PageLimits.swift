/// What one page takes at once, and for how long it waits. A test may set less.
public struct PageLimits: Sendable {
    /// Open connections of users who get through; one more is answered 503.
    public var connections = 64
    /// Bytes of a request's body; more are answered 413.
    public var bodyBytes = 64 * 1024
    /// Bytes of a request's headers; more are answered 400.
    public var headerBytes = 64 * 1024
    /// How long a whole request may take to arrive, and how long a connection may wait for its next one.
    public var request = Duration.seconds(10)
    /// How long a refused connection stays open, so that the other side can read why: closed at once it would be reset,
    /// and what was written would be lost.
    public var farewell = Duration.milliseconds(200)
    /// Refused connections that get such a farewell at the same time; the rest are closed at once.
    public var farewells = 32
    /// How long answers may go on once the page is to end; then their connections are closed.
    public var ending = Duration.milliseconds(800)

    /// The limits of the desk.
    public init() {}
}
