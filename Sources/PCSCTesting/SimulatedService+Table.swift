import CPCSCLite
import PCSC

extension SimulatedService {
    func makeTable() -> FunctionTable {
        FunctionTable(
            establishContext: { self.establishContext($0) },
            releaseContext: { self.releaseContext($0) },
            isValidContext: { self.isValidContext($0) },
            listReaders: { self.listReaders($0, names: $1, length: $2) },
            getStatusChange: { self.getStatusChange($0, timeout: $1, entries: $2, count: $3) },
            cancel: { self.cancel($0) },
            connect: { self.connect($0, reader: $1, mode: $2, protocols: $3, card: $4, activeProtocol: $5) },
            reconnect: { self.reconnect($0, mode: $1, protocols: $2, initialization: $3, activeProtocol: $4) },
            disconnect: { self.disconnect($0, disposition: $1) },
            beginTransaction: { self.beginTransaction($0) },
            endTransaction: { self.endTransaction($0, disposition: $1) },
            status: {
                self.status(
                    $0, name: $1, nameLength: $2, state: $3, activeProtocol: $4, atr: $5, atrLength: $6)
            },
            transmit: {
                self.transmit(
                    $0, activeProtocol: $1, command: $2, commandLength: $3, response: $4, responseLength: $5)
            },
            control: { card, code, _, _, output, size, returned in
                self.control(card, code: code, output: output, size: size, returned: returned)
            },
            getAttribute: { self.getAttribute($0, attribute: $1, value: $2, length: $3) }
        )
    }

    /// One call of a context that the service answers. The body returns nil while the call has to wait.
    ///
    /// A context does one thing at a time. A call that finds no service fails with `SCARD_E_NO_SERVICE`, one whose
    /// service dies while it waits with `SCARD_F_COMM_ERROR`.
    func request(_ context: SCARDCONTEXT, _ body: (inout ServiceState) -> LONG?) -> LONG {
        guard claim(context) else { return SCARD_E_INVALID_HANDLE }
        defer { yield(context) }
        return answer(context, body)
    }

    /// The same for a context that has been claimed.
    func answer(_ context: SCARDCONTEXT, _ body: (inout ServiceState) -> LONG?) -> LONG {
        var hasArrived = false
        return state.wait { state in
            guard state.serves(context) else { return hasArrived ? SCARD_F_COMM_ERROR : SCARD_E_NO_SERVICE }
            if state.isHung { return nil }
            hasArrived = true
            return body(&state)
        } ?? SCARD_F_INTERNAL_ERROR
    }

    /// Waits until no other call of the context is under way. False when there is no such context.
    ///
    /// Whoever waits here holds libpcsclite's lock of all contexts, so that every other call of the process waits too
    /// (pcsc-lite 1.9.9, `SCardGetContextAndLock`), a cancel included.
    func claim(_ context: SCARDCONTEXT) -> Bool {
        var holdsLibrary = false
        return state.wait { state in
            if state.isLibraryLocked, !holdsLibrary { return nil }
            if state.contexts[context]?.isBusy == true {
                holdsLibrary = true
                state.isLibraryLocked = true
                return nil
            }
            if holdsLibrary { state.isLibraryLocked = false }
            guard state.contexts[context] != nil else { return false }
            state.contexts[context]?.isBusy = true
            return true
        } ?? false
    }

    func yield(_ context: SCARDCONTEXT) {
        state.change { $0.contexts[context]?.isBusy = false }
    }

    /// The context of a card handle; nil when the handle is not known here.
    func context(of card: SCARDHANDLE) -> SCARDCONTEXT? {
        let context: SCARDCONTEXT?? = state.wait { state in
            state.isLibraryLocked ? nil : .some(state.handles[card]?.context)
        }
        return context ?? nil
    }
}
