import CPCSCLite
import ISO7816

// The one file where bytes leave for a card.

extension CardConnection {
    /// The longest answer: 65,536 bytes of data and the status word.
    public static let longestResponse = ResponseAPDU.longest

    /// Sends one command APDU, exactly these bytes, and puts the answer into the caller's space. `SCardTransmit`; one
    /// round trip and, without a trace, no allocation. **Blocks until the card answers or is pulled, and while another
    /// program holds a transaction**; nothing cancels it.
    ///
    /// - Returns: the length of the answer, at least 2: data and status word.
    /// - Throws: ``PCSCError/Code/commandRefused`` (by policy; nothing was sent), ``PCSCError/Code/cardLost`` (the
    ///   service said success and gave fewer than two bytes, as pcsc-lite does when a card leaves),
    ///   ``PCSCError/Code/insufficientBuffer``, ``PCSCError/Code/removedCard``, ``PCSCError/Code/resetCard``,
    ///   ``PCSCError/Code/notTransacted`` (no answer from the card), a code of ``PCSCError/Category/service``.
    public func transmit(_ command: Span<UInt8>, into response: inout MutableSpan<UInt8>) throws(PCSCError) -> Int {
        try checkOpen(.transmit)
        guard policy.permits(command) else { throw PCSCError(.commandRefused, .transmit, reader: reader) }
        guard let trace = context.trace else { return try send(command, into: &response) }
        let clock = ContinuousClock()
        let start = clock.now
        do throws(PCSCError) {
            let length = try send(command, into: &response)
            let answer = response.withUnsafeBufferPointer { Array($0.prefix(length)) }
            trace.record(CommandTrace.Entry(reader, command, answer, duration: clock.now - start))
            return length
        } catch {
            trace.record(CommandTrace.Entry(reader, command, [], duration: clock.now - start, failure: error.code))
            throw error
        }
    }

    private func send(_ command: Span<UInt8>, into response: inout MutableSpan<UInt8>) throws(PCSCError) -> Int {
        var length = DWORD(response.count)
        let result = command.withUnsafeBufferPointer { command in
            response.withUnsafeMutableBufferPointer { response in
                guard let sent = command.baseAddress, let received = response.baseAddress else {
                    return PCSCError.Code.invalidParameter.result
                }
                return context.functions.transmit(
                    handle, DWORD(activeProtocol.rawValue), sent, DWORD(command.count), received, &length)
            }
        }
        try PCSCError.check(result, .transmit, reader: reader)
        guard length >= 2 else { throw PCSCError(.cardLost, .transmit, reader: reader) }
        return Int(length)
    }

    /// Sends one command APDU and returns the answer, data and status word. See ``transmit(_:into:)``.
    ///
    /// - Parameters:
    ///   - command: sent as it is.
    ///   - limit: the longest answer taken, in bytes.
    public func transmit(_ command: [UInt8], limit: Int = longestResponse) throws(PCSCError) -> [UInt8] {
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: limit) { buffer throws(PCSCError) in
            var response = MutableSpan(_unsafeElements: buffer)
            let length = try transmit(command.span, into: &response)
            return Array(buffer.prefix(length))
        }
    }
}
