import CPCSCLite
import ISO7816

extension SimulatedService {
    /// Waits without limit while another handle holds a transaction, and fails at once when one holds the card
    /// exclusively.
    func connect(
        _ context: SCARDCONTEXT, reader name: UnsafePointer<CChar>, mode: DWORD, protocols: DWORD,
        card: UnsafeMutablePointer<SCARDHANDLE>, activeProtocol: UnsafeMutablePointer<DWORD>
    ) -> LONG {
        request(context) { state in
            guard let reader = state.reader(named: name) else { return SCARD_E_UNKNOWN_READER }
            guard ShareMode.isKnown(mode) else { return SCARD_E_INVALID_VALUE }
            if state.isExclusive(reader.number) { return SCARD_E_SHARING_VIOLATION }
            if reader.lock != nil || reader.isExchanging { return nil }
            switch reader.negotiate(mode: mode, protocols: protocols) {
            case .failure(let code): return code.result
            case .success(let negotiated):
                let isExclusive = mode == ShareMode.exclusive
                if isExclusive, !state.handles(on: reader.number).isEmpty { return SCARD_E_SHARING_VIOLATION }
                let handle = state.nextNumber()
                state.handles[handle] = ServiceState.Handle(
                    context: context, reader: reader.number, isExclusive: isExclusive, activeProtocol: negotiated)
                if isExclusive { state.modifyReader(reader.number) { $0.lock = (handle, 1) } }
                card.pointee = handle
                activeProtocol.pointee = negotiated
                return SCARD_S_SUCCESS
            }
        }
    }

    /// Waits without limit while another handle holds a transaction, and for exclusive use until the others are gone.
    func reconnect(
        _ card: SCARDHANDLE, mode: DWORD, protocols: DWORD, initialization: DWORD,
        activeProtocol: UnsafeMutablePointer<DWORD>
    ) -> LONG {
        request(onCard: card) { state, handle in
            guard let reader = state.reader(handle.reader) else { return SCARD_E_READER_UNAVAILABLE }
            guard ShareMode.isKnown(mode), initialization <= DWORD(SCARD_UNPOWER_CARD) else {
                return SCARD_E_INVALID_VALUE
            }
            if state.isLocked(reader, for: card) || reader.isExchanging { return nil }
            let isExclusive = mode == ShareMode.exclusive
            if isExclusive, state.handles(on: reader.number).count > 1 { return nil }
            switch reader.negotiate(mode: mode, protocols: protocols) {
            case .failure(let code): return code.result
            case .success(let negotiated):
                if initialization != DWORD(SCARD_LEAVE_CARD) { state.resetCard(on: reader.number, by: card) }
                state.handles[card]?.event = .none
                state.handles[card]?.activeProtocol = negotiated
                if isExclusive != handle.isExclusive {
                    state.handles[card]?.isExclusive = isExclusive
                    state.modifyReader(reader.number) { $0.lock = isExclusive ? (card, 1) : nil }
                }
                activeProtocol.pointee = negotiated
                return SCARD_S_SUCCESS
            }
        }
    }

    /// Ends the handle's transactions too. Only a reset waits for those of other handles.
    func disconnect(_ card: SCARDHANDLE, disposition: DWORD) -> LONG {
        request(onCard: card) { state, handle in
            guard disposition <= DWORD(SCARD_EJECT_CARD) else { return SCARD_E_INVALID_VALUE }
            let resets = disposition == DWORD(SCARD_RESET_CARD) || disposition == DWORD(SCARD_UNPOWER_CARD)
            if resets, let reader = state.reader(handle.reader), state.isLocked(reader, for: card) { return nil }
            state.unlock(handle.reader, by: card, completely: true)
            state.handles[card] = nil
            if resets { state.resetCard(on: handle.reader) }
            return SCARD_S_SUCCESS
        }
    }

    /// May be nested. Waits without limit for other handles' transactions.
    func beginTransaction(_ card: SCARDHANDLE) -> LONG {
        request(onCard: card) { state, handle in
            guard let reader = state.reader(handle.reader) else { return SCARD_E_READER_UNAVAILABLE }
            if let code = handle.event.code { return code }
            if state.isLocked(reader, for: card) { return nil }
            state.modifyReader(reader.number) { $0.lock = (card, ($0.lock?.depth ?? 0) + 1) }
            return SCARD_S_SUCCESS
        }
    }

    /// A reset on the way out is news to every handle, the caller's included.
    func endTransaction(_ card: SCARDHANDLE, disposition: DWORD) -> LONG {
        request(onCard: card) { state, handle in
            guard disposition <= DWORD(SCARD_EJECT_CARD) else { return SCARD_E_INVALID_VALUE }
            guard let reader = state.reader(handle.reader) else { return SCARD_E_READER_UNAVAILABLE }
            if let code = handle.event.code { return code }
            guard let lock = reader.lock else { return SCARD_E_NOT_TRANSACTED }
            guard lock.owner == card else { return SCARD_E_SHARING_VIOLATION }
            if disposition == DWORD(SCARD_RESET_CARD) || disposition == DWORD(SCARD_UNPOWER_CARD) {
                state.resetCard(on: reader.number)
            }
            state.unlock(reader.number, by: card, completely: false)
            return SCARD_S_SUCCESS
        }
    }

    /// `request` for a call that names a card handle, which may go while the call waits.
    func request(
        onCard card: SCARDHANDLE, _ body: (inout ServiceState, ServiceState.Handle) -> LONG?
    ) -> LONG {
        guard let context = context(of: card) else { return SCARD_E_INVALID_HANDLE }
        return request(context) { state in
            guard let handle = state.handles[card] else { return SCARD_E_INVALID_HANDLE }
            return body(&state, handle)
        }
    }
}

enum ShareMode {
    static let exclusive = DWORD(SCARD_SHARE_EXCLUSIVE)
    static let direct = DWORD(SCARD_SHARE_DIRECT)

    static func isKnown(_ mode: DWORD) -> Bool { (exclusive...direct).contains(mode) }
}

/// A code of winscard.h as an error.
struct ResultCode: Error {
    let result: LONG
}

extension ServiceState.Handle.Event {
    /// What calls on the handle fail with until it is reconnected.
    var code: LONG? {
        switch self {
        case .none: nil
        case .reset: SCARD_W_RESET_CARD
        case .removed: SCARD_W_REMOVED_CARD
        }
    }
}

extension ServiceState {
    mutating func resetCard(on number: Int, by handle: SCARDHANDLE? = nil) {
        guard let card = reader(number)?.card else { return }
        card.powerOn()
        note(.reset, on: number, except: handle)
    }
}

extension ServiceState.Reader {
    /// The protocol that a connection gets. A direct one needs no card.
    func negotiate(mode: DWORD, protocols: DWORD) -> Result<DWORD, ResultCode> {
        guard let card, !card.isMute else {
            if mode == ShareMode.direct { return .success(0) }
            return .failure(ResultCode(result: card == nil ? SCARD_E_NO_SMARTCARD : SCARD_W_UNPOWERED_CARD))
        }
        if protocols & DWORD(SCARD_PROTOCOL_RAW) != 0 { return .success(DWORD(SCARD_PROTOCOL_RAW)) }
        // ISO/IEC 7816-3 §8.2.3: the first one offered is the default, T=0 when none is.
        let offered = (try? ATR(parsing: card.atr))?.protocols ?? []
        let byDefault = DWORD(offered.first == 1 ? SCARD_PROTOCOL_T1 : SCARD_PROTOCOL_T0)
        if mode == ShareMode.direct || protocols & byDefault != 0 { return .success(byDefault) }
        for other in offered where other <= 1 && protocols & (1 << DWORD(other)) != 0 {
            return .success(1 << DWORD(other))
        }
        return .failure(ResultCode(result: SCARD_E_PROTO_MISMATCH))
    }
}
