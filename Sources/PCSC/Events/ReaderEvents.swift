/// What happens to readers and cards, as it happens. Made by ``PCSCService/events()``.
///
/// Each iteration has a thread and a context of its own and begins with a ``ReaderEvent/snapshot(_:)`` (or with
/// ``ReaderEvent/serviceLost(_:)`` when there is no service); it ends only with its task or when it is let go, and then
/// at once. Events wait for a slow reader without limit. While nothing happens the thread wakes less than once a second
/// and no card is sent anything.
public struct ReaderEvents: AsyncSequence, Sendable {
    /// What is told.
    public typealias Element = ReaderEvent
    /// A lost service is an event, not an error.
    public typealias Failure = Never

    let service: PCSCService

    /// Begins to follow: a thread, and a context of its own (`SCardEstablishContext`). Doesn't block. Ends when the iterator
    /// is let go or its task is cancelled; where the system has no thread left, after one ``ReaderEvent/serviceLost(_:)``.
    public func makeAsyncIterator() -> AsyncStream<ReaderEvent>.Iterator {
        let (stream, continuation) = AsyncStream.makeStream(of: ReaderEvent.self)
        let monitor = ReaderMonitor(service: service) { continuation.yield($0) }
        continuation.onTermination = { _ in monitor.stop() }
        if !service.threads.start({ monitor.run() }) {
            continuation.yield(.serviceLost(PCSCError(.noThread, .getStatusChange)))
            continuation.finish()
        }
        return stream.makeAsyncIterator()
    }
}

extension PCSCService {
    /// Follows readers and cards.
    ///
    /// ```swift
    /// for await event in service.events() {
    ///     if case .cardInserted(let reader) = event { print("card in", reader.name) }
    /// }
    /// ```
    ///
    /// `SCardGetStatusChange` in slices of about a second, and `SCardListReaders` and a look at all states after each.
    /// Cancelling the task ends the loop at once; the thread follows within milliseconds, by `SCardCancel` repeated
    /// until it has: a single one is lost when it comes too early.
    public func events() -> ReaderEvents { ReaderEvents(service: self) }
}
