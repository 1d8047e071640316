import CPCSCLite

extension CardConnection {
    /// Keeps other programs from the card until ``endTransaction(_:)``. `SCardBeginTransaction`; one round trip.
    /// **Blocks without limit while another program holds a transaction**, looking every 200 ms; nothing cancels it.
    ///
    /// - Throws: ``PCSCError/Code/resetCard``, ``PCSCError/Code/removedCard``, a code of
    ///   ``PCSCError/Category/service``.
    public func beginTransaction() throws(PCSCError) {
        try checkOpen(.beginTransaction)
        try PCSCError.check(context.functions.beginTransaction(handle), .beginTransaction, reader: reader)
    }

    /// Lets other programs use the card again. `SCardEndTransaction`; one round trip, doesn't block.
    ///
    /// - Throws: ``PCSCError/Code/notTransacted``, ``PCSCError/Code/resetCard``, ``PCSCError/Code/removedCard``, a code
    ///   of ``PCSCError/Category/service``.
    public func endTransaction(_ disposition: Disposition = .leave) throws(PCSCError) {
        try checkOpen(.endTransaction)
        let result = context.functions.endTransaction(handle, DWORD(disposition.rawValue))
        try PCSCError.check(result, .endTransaction, reader: reader)
    }

    /// Keeps other programs from the card for the length of a closure. `SCardBeginTransaction` and `SCardEndTransaction`;
    /// two round trips. **Blocks as ``beginTransaction()`` does**; nothing cancels it. May be nested: the outermost one
    /// lets others in.
    ///
    /// The transaction ends however the closure does, with the same disposition. An error of the end is thrown where the
    /// closure had none and the disposition isn't ``Disposition/leave``: a card that was to be reset and wasn't is not as
    /// the caller believes.
    ///
    /// - Parameters:
    ///   - disposition: what happens to the card at the end; a card that was given a secret is to be reset.
    ///   - body: blocks the card for everybody else, so neither a prompt nor a network call has a place in it.
    /// - Throws: what ``beginTransaction()`` throws, and what the closure throws.
    public func withTransaction<Value>(
        ending disposition: Disposition = .leave, _ body: () throws -> Value
    ) throws -> Value {
        try beginTransaction()
        let value: Value
        do {
            value = try body()
        } catch {
            try? endTransaction(disposition)
            throw error
        }
        do {
            try endTransaction(disposition)
        } catch {
            if disposition != .leave { throw error }
        }
        return value
    }

    /// Takes note of another program's reset and goes on, or changes how the card is shared. `SCardReconnect`; one round
    /// trip. **Blocks without limit while another program holds a transaction and, for exclusive use, while others are
    /// connected**; nothing cancels it. What was selected or verified before is gone, and the card may be another one: check.
    ///
    /// - Parameters:
    ///   - share: how the card is shared from now on.
    ///   - protocols: those that will do; the reader chooses.
    ///   - initialization: what to do to the card; nothing by default.
    /// - Throws: ``PCSCError/Code/sharingViolation``, ``PCSCError/Code/noSmartcard``,
    ///   ``PCSCError/Code/removedCard``, ``PCSCError/Code/unpoweredCard``, a code of ``PCSCError/Category/service``.
    public func reconnect(
        share: ShareMode = .shared, protocols: TransmissionProtocol = .any, initialization: Disposition = .leave
    ) throws(PCSCError) {
        try checkOpen(.reconnect)
        var negotiated: DWORD = 0
        let result = context.functions.reconnect(
            handle, DWORD(share.rawValue), DWORD(protocols.rawValue), DWORD(initialization.rawValue), &negotiated)
        try PCSCError.check(result, .reconnect, reader: reader)
        activeProtocol = TransmissionProtocol(rawValue: UInt32(truncatingIfNeeded: negotiated))
    }
}
