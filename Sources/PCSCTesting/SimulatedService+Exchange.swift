import CPCSCLite

extension SimulatedService {
    /// One command and its answer. Waits without limit while another handle holds a transaction, and while the card is
    /// silent. A card that leaves meanwhile makes it succeed with no byte, as pcsc-lite does.
    func transmit(
        _ card: SCARDHANDLE, activeProtocol: DWORD, command: UnsafePointer<UInt8>, commandLength: DWORD,
        response: UnsafeMutablePointer<UInt8>, responseLength: UnsafeMutablePointer<DWORD>
    ) -> LONG {
        guard let context = context(of: card), claim(context) else { return SCARD_E_INVALID_HANDLE }
        defer { yield(context) }
        var exchange: (card: VirtualCard, reader: Int)?
        let begun = answer(context) { state in
            guard let handle = state.handles[card] else { return SCARD_E_INVALID_HANDLE }
            guard let reader = state.reader(handle.reader) else { return SCARD_E_READER_UNAVAILABLE }
            if let code = handle.event.code { return code }
            if state.isLocked(reader, for: card) || reader.isExchanging { return nil }
            guard let inside = reader.card, !inside.isMute else { return SCARD_E_NO_SMARTCARD }
            guard activeProtocol == handle.activeProtocol || activeProtocol == DWORD(SCARD_PROTOCOL_RAW) else {
                return SCARD_E_PROTO_MISMATCH
            }
            state.modifyReader(reader.number) { $0.isExchanging = true }
            exchange = (inside, reader.number)
            return SCARD_S_SUCCESS
        }
        guard let exchange, begun == SCARD_S_SUCCESS else {
            responseLength.pointee = 0
            return begun
        }
        let bytes = Array(UnsafeBufferPointer(start: command, count: Int(commandLength)))
        let answer = exchange.card.exchange(bytes)
        let outcome = finish(answer, from: exchange.card, in: exchange.reader, context: context)
        switch outcome {
        case .success(let answer): return copy(answer, to: response, length: responseLength)
        case .failure(let code): return code.result
        }
    }

    /// Waits out the card's latency, or for the end of its silence. No byte when the card has left.
    private func finish(
        _ answer: CardAnswer, from card: VirtualCard, in reader: Int, context: SCARDCONTEXT
    ) -> Result<[UInt8], ResultCode> {
        defer { state.change { $0.modifyReader(reader) { $0.isExchanging = false } } }
        var deadline: ContinuousClock.Instant? = ContinuousClock.now + card.latency
        var bytes: [UInt8] = []
        switch answer {
        case .response(let response): bytes = response
        case .silence: deadline = nil
        case .leaves: state.change { $0.removeCard(from: reader) }
        }
        let interruption: Result<[UInt8], ResultCode>? = state.wait(until: deadline) { state in
            if !state.serves(context) { return .failure(ResultCode(result: SCARD_F_COMM_ERROR)) }
            return state.reader(reader)?.card === card ? nil : .success([])
        }
        return interruption ?? .success(bytes)
    }

    /// The reader's own answers; without any, as vpcd, no control code is supported.
    func control(
        _ card: SCARDHANDLE, code: DWORD, output: UnsafeMutableRawPointer?, size: DWORD,
        returned: UnsafeMutablePointer<DWORD>
    ) -> LONG {
        returned.pointee = 0
        return request(onCard: card) { state, handle in
            if let code = handle.event.code { return code }
            guard let reader = state.reader(handle.reader) else { return SCARD_E_READER_UNAVAILABLE }
            guard let answer = reader.model.controlAnswers[UInt32(truncatingIfNeeded: code)] else {
                return SCARD_E_UNSUPPORTED_FEATURE
            }
            returned.pointee = size
            return copy(answer, to: output, length: returned)
        }
    }
}
