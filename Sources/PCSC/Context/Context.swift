import CPCSCLite

/// A connection to the PC/SC service (`SCARDCONTEXT`): a socket, and a thread of the service behind it.
///
/// May be used from any thread, but does one thing at a time: a call waits for the one that runs. Calls block the
/// thread they are made on, so they are for threads of your own; ``perform(deadline:_:)`` brings one along, and
/// ``PCSCService`` does without contexts altogether.
///
/// A context doesn't outlive the service. After a restart every call fails with a code of ``PCSCError/Category/service``
/// for ever (`SCardIsValidContext` says "valid" nevertheless), and a new one has to be established.
public final class Context: Sendable {
    let functions: FunctionTable
    let policy: CommandPolicy
    let threads: WorkerThreads
    let trace: CommandTrace?
    let handle: SCARDCONTEXT
    private let state = ReleaseOnce()

    /// Connects to the service. `SCardEstablishContext`; two round trips, about 0.1 ms.
    ///
    /// Blocks without limit while the service is stopped or hangs, and nothing cancels it:
    /// use ``establish(functions:policy:threads:trace:deadline:)`` where that matters.
    ///
    /// - Parameters:
    ///   - functions: the library to call.
    ///   - policy: which commands may be sent to cards through this context.
    ///   - threads: where the asynchronous forms block.
    ///   - trace: told of every command that is sent to a card through this context.
    /// - Throws: ``PCSCError/Code/noService``, ``PCSCError/Code/securityViolation`` (the service refuses this user),
    ///   ``PCSCError/Code/serviceStopped`` (library and service are of different versions).
    public init(
        functions: FunctionTable = .pcscLite, policy: CommandPolicy = .unrestricted,
        threads: WorkerThreads = WorkerThreads(), trace: CommandTrace? = nil
    ) throws(PCSCError) {
        var handle: SCARDCONTEXT = 0
        try PCSCError.check(functions.establishContext(&handle), .establishContext)
        self.functions = functions
        self.policy = policy
        self.threads = threads
        self.trace = trace
        self.handle = handle
    }

    deinit { release() }

    /// Ends the connection to the service and with it every card connection made through it. `SCardReleaseContext`; one
    /// round trip. Happens by itself when nothing refers to the context any more; does nothing the second time.
    public func release() {
        if state.begin() { _ = functions.releaseContext(handle) }
    }

    /// Ends one blocking ``wait(for:timeout:)`` on this context, if the wait has got as far as blocking: a
    /// cancel that comes a moment too early is lost (pcsc-lite, `winscard_clnt.c`), so repeat it until the wait has
    /// returned. Does nothing when no wait runs, and never ends another call. `SCardCancel`; doesn't block.
    public func cancel() {
        _ = functions.cancel(handle)
    }

    /// The readers in the service's order. No reader is an empty list, not an error.
    ///
    /// `SCardListReaders`; one round trip, doesn't block. The list may grow between the call that asks its size and the
    /// one that fetches it; that is tried again.
    ///
    /// - Throws: a code of ``PCSCError/Category/service``.
    public func readers() throws(PCSCError) -> [ReaderName] {
        var capacity = 2048  // 16 readers with names of 128 bytes (reader.h): the usual case in one call
        for _ in 0..<8 {
            var length = DWORD(capacity)
            let (result, names) = withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
                let result = functions.listReaders(handle, buffer.baseAddress, &length)
                guard result == 0 else { return (result, [ReaderName]()) }
                let used = UnsafeRawBufferPointer(buffer).prefix(Int(length))
                return (result, ReaderName.names(inMultiString: used))
            }
            switch PCSCError.Code(result: result) {
            case .success: return names
            case .noReadersAvailable: return []
            case .insufficientBuffer: capacity = max(Int(length) + 512, capacity * 2)
            case let code: throw PCSCError(code, .listReaders)
            }
        }
        throw PCSCError(.insufficientBuffer, .listReaders)
    }

    /// The state of every reader, in the service's order.
    ///
    /// `SCardListReaders` and `SCardGetStatusChange` with "unaware" and no timeout, so that it answers at once (asking
    /// with known states spins for 1 ms); five round trips, about 60 µs. A card that doesn't answer makes it take up to
    /// 0.4 s. More readers than one call takes are asked in several.
    ///
    /// - Throws: a code of ``PCSCError/Category/service``.
    public func snapshot() throws(PCSCError) -> [ReaderState] {
        var attempt = 0
        while true {
            do {
                return try states(of: try readers())
            } catch PCSCError.Code.unknownReader where attempt < 8 {
                attempt += 1  // a reader left between the two calls
            }
        }
    }

    /// The states of these readers now. See ``snapshot()``.
    ///
    /// - Throws: ``PCSCError/Code/unknownReader`` when one of them is not there; a code of
    ///   ``PCSCError/Category/service``.
    public func states(of readers: [ReaderName]) throws(PCSCError) -> [ReaderState] {
        var states: [ReaderState] = []
        states.reserveCapacity(readers.count)
        var rest = readers[...]
        while !rest.isEmpty {
            let names = rest.prefix(ReaderStateList.capacity)
            rest = rest.dropFirst(names.count)
            let list = ReaderStateList(names.map { (name: $0, known: UInt32(SCARD_STATE_UNAWARE)) })
            let result = functions.getStatusChange(handle, 0, list.entries.baseAddress, DWORD(names.count))
            // A timeout with "unaware" says that nothing changed since; the entries are filled in all the same.
            if PCSCError.Code(result: result) != .timeout {
                try PCSCError.check(result, .getStatusChange, reader: names.count == 1 ? names.first : nil)
            }
            for (name, index) in zip(names, list.entries.indices) {
                states.append(ReaderState(name: name, entry: list.entries[index]))
            }
        }
        return states
    }
}
