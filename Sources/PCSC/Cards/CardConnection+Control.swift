import CPCSCLite

// The one file where control codes leave for a reader.

extension CardConnection {
    /// What the reader can do. `SCardControl` with `CM_IOCTL_GET_FEATURE_REQUEST`; one round trip, no card needed. Blocks as
    /// long as the driver does, which answers this by itself.
    ///
    /// - Returns: each feature with the reader's own control code; empty when the reader doesn't answer the question.
    /// - Throws: a code of ``PCSCError/Category/service`` or ``PCSCError/Category/reader``.
    public func features() throws(PCSCError) -> [ReaderFeature: ControlCode] {
        do throws(PCSCError) {
            return ReaderFeature.parse(try send(.getFeatures, [], limit: Int(MAX_BUFFER_SIZE)))
        } catch {
            switch error.code {
            case .unsupportedFeature, .unsupportedFeatureOnWindows, .notTransacted, .invalidValue: return [:]
            default: throw error
            }
        }
    }

    /// The reader's properties: limits, display, identity. `SCardControl`, for the features and for the properties; two
    /// round trips, blocks as long as the driver does, and nothing cancels it.
    ///
    /// - Returns: nil when the reader doesn't give any.
    /// - Throws: what ``control(_:_:limit:)`` throws.
    public func properties() throws(PCSCError) -> ReaderProperties? {
        guard let code = try features()[.tlvProperties] else { return nil }
        return ReaderProperties(parsing: try send(code, [], limit: Int(MAX_BUFFER_SIZE)))
    }

    /// Sends the reader's driver a control code. `SCardControl`; **blocks as long as the driver does**.
    ///
    /// Codes that the reader has assigned to features that ask for a passcode or send one are refused: this module never
    /// takes part in that. One more round trip, to ask which they are.
    ///
    /// - Parameters:
    ///   - code: as ``features()`` gives it for this reader, or the driver's manual.
    ///   - input: what the code wants; may be empty.
    ///   - limit: the longest answer taken, in bytes.
    /// - Throws: ``PCSCError/Code/commandRefused`` (a passcode feature, or not allowed by the policy; nothing was sent),
    ///   ``PCSCError/Code/unsupportedFeature``, ``PCSCError/Code/insufficientBuffer``, a code of
    ///   ``PCSCError/Category/service``.
    public func control(_ code: ControlCode, _ input: [UInt8] = [], limit: Int = 264) throws(PCSCError) -> [UInt8] {
        try checkOpen(.control)
        let isPINEntry = try features().contains { $0.value == code && $0.key.isPINEntry }
        guard policy.permitsControl, !isPINEntry else { throw PCSCError(.commandRefused, .control, reader: reader) }
        return try send(code, input, limit: limit)
    }

    private func send(_ code: ControlCode, _ input: [UInt8], limit: Int) throws(PCSCError) -> [UInt8] {
        try checkOpen(.control)
        let (result, output) = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: limit) { output in
            var length: DWORD = 0
            let result = context.functions.control(
                handle, DWORD(code.rawValue), input, DWORD(input.count), output.baseAddress, DWORD(limit), &length)
            return (result, result == 0 ? Array(output.prefix(Int(length))) : [])
        }
        try PCSCError.check(result, .control, reader: reader)
        return output
    }
}
