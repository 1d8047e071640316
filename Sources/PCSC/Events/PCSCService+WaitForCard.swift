import ISO7816

extension PCSCService {
    /// Waits until a card is in a reader whose answer to reset fits one of these patterns, and returns its insertion, for
    /// ``withSession(with:options:_:)``. A card that is in already counts.
    ///
    /// ```swift
    /// let card = try await service.waitForCard(matching: [ATRMask(exactly: atr)], deadline: .seconds(30))
    /// ```
    ///
    /// Follows ``events()``, on a thread and a context of its own, and sends nothing to any card. Cards that don't fit,
    /// and mute ones, are waited past. A card that another program uses is returned as well: whoever opens a session with
    /// it shares it. Suspends without blocking a thread of Swift's; the deadline, and cancelling the task, end the wait at
    /// once, and the thread follows within milliseconds.
    ///
    /// - Parameters:
    ///   - masks: the patterns; with none, no card fits, so that a list that was left empty by mistake lets nothing in.
    ///   - readers: only these count; nil counts all, those too that are attached meanwhile.
    ///   - deadline: from now; nil waits without limit.
    /// - Throws: ``PCSCError/Code/deadlineExceeded``, ``PCSCError/Code/cancelled``, ``PCSCError/Code/noThread``, and a
    ///   code of ``PCSCError/Category/service`` or ``PCSCError/Category/permission`` when the service can't be reached or
    ///   is lost meanwhile. To wait for the service too, follow ``events()``.
    public func waitForCard(
        matching masks: [ATRMask], in readers: Set<ReaderName>? = nil, deadline: Duration? = nil
    ) async throws(PCSCError) -> Insertion {
        try await waitForCard(in: readers, deadline: deadline) { atr in masks.contains { $0.matches(atr) } }
    }

    /// Waits until any card that answers is in a reader. See ``waitForCard(matching:in:deadline:)``.
    ///
    /// - Throws: what ``waitForCard(matching:in:deadline:)`` throws.
    public func waitForCard(
        in readers: Set<ReaderName>? = nil, deadline: Duration? = nil
    ) async throws(PCSCError) -> Insertion {
        try await waitForCard(in: readers, deadline: deadline) { _ in true }
    }

    private enum News: Sendable {
        case event(ReaderEvent)
        case late
    }

    private func waitForCard(
        in readers: Set<ReaderName>?, deadline: Duration?, _ isWanted: (_ atr: [UInt8]) -> Bool
    ) async throws(PCSCError) -> Insertion {
        let (stream, continuation) = AsyncStream.makeStream(of: News.self)
        let monitor = ReaderMonitor(service: self) { continuation.yield(.event($0)) }
        continuation.onTermination = { _ in monitor.stop() }
        // However this ends, so does the monitor.
        defer { continuation.finish() }
        guard threads.start({ monitor.run() }) else { throw PCSCError(.noThread, .getStatusChange) }
        let ticket: Watchdog.Ticket?
        if let deadline {
            ticket = threads.watchdog.schedule(Deadline(in: deadline)) { continuation.yield(.late) }
            guard ticket != nil else { throw PCSCError(.noThread, .getStatusChange) }
        } else {
            ticket = nil
        }
        defer { if let ticket { threads.watchdog.unschedule(ticket) } }
        for await news in stream {
            switch news {
            case .late: throw PCSCError(.deadlineExceeded, .getStatusChange)
            case .event(.serviceLost(let error)): throw error
            case .event(let event):
                let card = event.shown.lazy.compactMap(\.insertion).first { insertion in
                    readers?.contains(insertion.reader) != false && !insertion.atr.isEmpty && isWanted(insertion.atr)
                }
                if let card { return card }
            }
        }
        // The stream ends by itself only with its task.
        throw PCSCError(.cancelled, .getStatusChange)
    }
}

extension ReaderEvent {
    /// Readers as they are now, not as they were.
    fileprivate var shown: [ReaderSnapshot] {
        switch self {
        case .snapshot(let readers): readers
        case .readerAttached(let reader), .cardInserted(let reader), .readerChanged(let reader): [reader]
        case .readerDetached, .cardRemoved, .serviceLost, .serviceRestored: []
        }
    }
}
