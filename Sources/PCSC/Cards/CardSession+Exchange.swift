import ISO7816

extension CardSession {
    /// Sends a command and returns its whole answer. See ``CardConnection/exchange(_:lengths:limits:)``.
    ///
    /// ```swift
    /// let select = CommandAPDU(ins: 0xA4, p1: 0x04, p2: 0x00, data: application, expectedLength: 256)
    /// let answer = try session.exchange(select)
    /// guard answer.status == .success else { return }
    /// ```
    ///
    /// - Parameters:
    ///   - command: in no particular form; its lengths decide that.
    ///   - lengths: what the card takes beside short commands; nil goes by what its answer to reset announces.
    ///   - limits: of the whole answer.
    /// - Throws: also ``PCSCError/Code/deadlineExceeded`` when the session has been given up: nothing more was sent.
    public func exchange(
        _ command: CommandAPDU, lengths: LengthSupport? = nil, limits: ExchangeLimits = ExchangeLimits()
    ) throws(PCSCError) -> ResponseAPDU {
        try connection.exchange(command, lengths: lengths ?? LengthSupport(atr: atr), limits: limits) {
            bytes throws(PCSCError) in try transmit(bytes)
        }
    }

    /// Keeps other programs from the card for the length of a closure, in a session that was opened without a transaction
    /// (``SessionOptions/transaction``). In one that has its own it changes nothing until that one ends. See
    /// ``CardConnection/withTransaction(ending:_:)``.
    ///
    /// - Throws: also ``PCSCError/Code/deadlineExceeded`` when the session was given up before the transaction was had: it
    ///   is ended again, and the closure isn't run.
    public func withTransaction<Value>(
        ending disposition: Disposition = .leave, _ body: () throws -> Value
    ) throws -> Value {
        try checkWanted(.beginTransaction)
        return try connection.withTransaction(ending: disposition) {
            try checkWanted(.beginTransaction)
            return try body()
        }
    }
}
