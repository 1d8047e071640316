import CPCSCLite

/// What is carried from one wait to the next.
struct ReaderWait {
    /// The service's count of readers that came and went (pcsc-lite 2.3.0 and later; 0 with older ones), so that one that
    /// came between two waits ends the next wait (PCSC 190).
    fileprivate var readerEvents: UInt32 = 0
    /// pcsc-lite compares its 32-bit event counter with our 16 bits of it, and so never waits for a reader that has seen
    /// more than 65,535 insertions and removals. Then one wait goes without counters; the look after it compares them.
    fileprivate var comparesCounters = true
    /// Whether the service knows the notification reader. One that doesn't says "unknown reader" to each wait, though
    /// none has gone; readers are then found by looking after each wait alone.
    fileprivate var hasNotification = true
    fileprivate var isReaderUnknown = false
    private var idleHints = 0

    /// Takes note of what a wait led to.
    ///
    /// - Returns: whether waits keep ending without a reason, so that the caller has to slow down by itself.
    mutating func note(isHint: Bool, isChange: Bool) -> Bool {
        let isIdle = isHint && !isChange
        if isIdle, isReaderUnknown { hasNotification = false }
        isReaderUnknown = false
        comparesCounters = !isIdle
        if isIdle { readerEvents = 0 }
        idleHints = isIdle ? idleHints + 1 : 0
        return idleHints > 3
    }
}

extension Context {
    /// Waits until a state is no longer the known one, or a reader is attached or detached.
    ///
    /// `SCardGetStatusChange`. Blocks up to the timeout, of which C counts whole milliseconds, at most 49 days;
    /// ``cancel()`` ends it. At most 16 states are watched; with 15 or
    /// fewer also the coming and going of readers. A hint only: look with ``snapshot()`` afterwards.
    ///
    /// - Returns: whether something may have changed; false after the timeout.
    /// - Throws: ``PCSCError/Code/cancelled``, ``PCSCError/Code/unknownReader`` when a reader has gone, a code of
    ///   ``PCSCError/Category/service``.
    public func wait(for known: [ReaderState], timeout: Duration) throws(PCSCError) -> Bool {
        var wait = ReaderWait()
        return try self.wait(for: known, &wait, timeout: timeout)
    }

    func wait(
        for known: [ReaderState], _ wait: inout ReaderWait, timeout: Duration
    ) throws(PCSCError) -> Bool {
        let mask: UInt32 = (wait.comparesCounters ? 0xFFFF_FFFF : 0xFFFF) & ~ReaderState.Flags.changed.rawValue
        var entries = known.prefix(ReaderStateList.capacity).map { (name: $0.name, known: $0.word & mask) }
        let hasNotification = wait.hasNotification && entries.count < ReaderStateList.capacity
        if hasNotification {
            entries.append((name: ReaderStateList.notificationName, known: wait.readerEvents << 16))
        }
        guard !entries.isEmpty else { return true }  // C wouldn't wait for nothing either
        let list = ReaderStateList(entries)
        let result = functions.getStatusChange(
            handle, timeout.milliseconds, list.entries.baseAddress, DWORD(entries.count))
        if hasNotification, let notification = list.entries.last {
            wait.readerEvents = UInt32(truncatingIfNeeded: notification.dwEventState >> 16)
        }
        let code = PCSCError.Code(result: result)
        wait.isReaderUnknown = code == .unknownReader
        if code == .timeout { return false }
        try PCSCError.check(result, .getStatusChange)
        return true
    }
}

extension Duration {
    /// For `SCardGetStatusChange`: rounded up, and never `INFINITE`, which is 0xFFFFFFFF.
    fileprivate var milliseconds: DWORD {
        let (seconds, attoseconds) = components
        let most: Int64 = 0xFFFF_FFFE
        guard seconds < most / 1_000 else { return DWORD(most) }
        return DWORD(max(0, seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
