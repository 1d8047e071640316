import CPCSCLite

extension CardConnection {
    /// Asks the reader's driver. `SCardGetAttrib`; one round trip. Doesn't talk to the card, and doesn't block.
    ///
    /// - Returns: nil when the driver doesn't know the attribute.
    /// - Throws: ``PCSCError/Code/invalidValue`` when what it returns is no such value, ``PCSCError/Code/removedCard``,
    ///   ``PCSCError/Code/resetCard``, ``PCSCError/Code/sharingViolation`` while another program holds a transaction, a
    ///   code of ``PCSCError/Category/service``.
    public func attribute<Value>(_ attribute: CardAttribute<Value>) throws(PCSCError) -> Value? {
        try checkOpen(.getAttribute)
        let (result, bytes) = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(MAX_BUFFER_SIZE)) { value in
            var length = DWORD(value.count)
            let result = context.functions.getAttribute(handle, DWORD(attribute.code), value.baseAddress, &length)
            return (result, result == 0 ? Array(value.prefix(Int(length))) : [])
        }
        switch PCSCError.Code(result: result) {
        // pcsc-lite gives the second for an attribute that the driver refuses.
        case .unsupportedFeature, .unsupportedFeatureOnWindows, .notTransacted: return nil
        case .success: break
        case let code: throw PCSCError(code, .getAttribute, reader: reader)
        }
        guard let value = attribute.decode(bytes) else {
            throw PCSCError(.invalidValue, .getAttribute, reader: reader)
        }
        return value
    }
}
