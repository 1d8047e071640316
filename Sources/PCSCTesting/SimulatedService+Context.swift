import CPCSCLite

extension SimulatedService {
    func establishContext(_ context: UnsafeMutablePointer<SCARDCONTEXT>) -> LONG {
        var hasArrived = false
        return state.wait { state in
            // A service that dies before it answers leaves the impression of a refusal.
            guard state.isRunning else { return hasArrived ? SCARD_W_SECURITY_VIOLATION : SCARD_E_NO_SERVICE }
            hasArrived = true
            if state.isHung { return nil }
            let number = state.nextNumber()
            state.contexts[number] = ServiceState.Context(run: state.run)
            context.pointee = number
            return SCARD_S_SUCCESS
        } ?? SCARD_F_INTERNAL_ERROR
    }

    /// The service resets a card that the program leaves with a transaction on, or held exclusively. The context goes
    /// in any case.
    func releaseContext(_ context: SCARDCONTEXT) -> LONG {
        let result = request(context) { state in
            for (handle, value) in state.handles where value.context == context {
                let isOwner = state.reader(value.reader)?.lock?.owner == handle
                state.unlock(value.reader, by: handle, completely: true)
                state.handles[handle] = nil
                if isOwner { state.resetCard(on: value.reader) }
            }
            return SCARD_S_SUCCESS
        }
        state.change { state in
            state.handles = state.handles.filter { $0.value.context != context }
            state.contexts[context] = nil
        }
        return result
    }

    /// Looks only at the program's own books, so a context of a dead service is "valid".
    func isValidContext(_ context: SCARDCONTEXT) -> LONG {
        state.wait { state in
            if state.isLibraryLocked { return nil }
            return state.contexts[context] == nil ? SCARD_E_INVALID_HANDLE : SCARD_S_SUCCESS
        } ?? SCARD_F_INTERNAL_ERROR
    }

    func listReaders(
        _ context: SCARDCONTEXT, names: UnsafeMutablePointer<CChar>?, length: UnsafeMutablePointer<DWORD>
    ) -> LONG {
        request(context) { state in
            let readers = state.attachedReaders
            guard !readers.isEmpty else { return SCARD_E_NO_READERS_AVAILABLE }
            let text: [UInt8] = readers.flatMap { $0.model.name + [0] } + [0]
            return copy(text, to: names.map { UnsafeMutableRawPointer($0) }, length: length)
        }
    }

    /// Nothing to cancel is success too.
    func cancel(_ context: SCARDCONTEXT) -> LONG {
        state.wait { state in
            if state.isLibraryLocked { return nil }
            guard let known = state.contexts[context] else { return SCARD_E_INVALID_HANDLE }
            guard known.isBlocked else { return SCARD_S_SUCCESS }
            if state.isRunning, state.isHung { return nil }
            if state.cancelsToLose > 0 {
                state.cancelsToLose -= 1
            } else {
                state.contexts[context]?.isCancelled = true
            }
            return SCARD_S_SUCCESS
        } ?? SCARD_F_INTERNAL_ERROR
    }
}

/// Copies bytes for a caller who asks for the size with a null pointer first, or brings a buffer that may be too small.
func copy(_ bytes: [UInt8], to target: UnsafeMutableRawPointer?, length: UnsafeMutablePointer<DWORD>) -> LONG {
    let capacity = length.pointee
    length.pointee = DWORD(bytes.count)
    guard let target else { return SCARD_S_SUCCESS }
    guard bytes.count <= capacity else { return SCARD_E_INSUFFICIENT_BUFFER }
    target.copyMemory(from: bytes, byteCount: bytes.count)
    return SCARD_S_SUCCESS
}
