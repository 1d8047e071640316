extension PCSCService {
    /// Opens a session with a card, runs the closure with it, and leaves the card as it was found.
    ///
    /// The closure runs on a thread of its own and blocks there: one hop for the whole session. A prompt or a network
    /// call has no place in it. In order: waits for other sessions of this process with the reader; `SCardConnect`
    /// (shared by default); `SCardBeginTransaction`; makes sure that the card is the one of the insertion; the closure;
    /// `SCardEndTransaction`, `SCardDisconnect`, `SCardReleaseContext`. A dozen round trips beside the closure's own, some
    /// 0.3 ms.
    ///
    /// Connecting waits without limit while another program holds a transaction, and so does an exchange with a card
    /// that doesn't answer; C can't cancel either. When the deadline passes, or the task is cancelled, the caller goes
    /// on at once; the thread sends nothing more, and ends, disconnects and releases as soon as its call returns.
    ///
    /// - Parameters:
    ///   - insertion: the card, as ``readers(deadline:)`` or an event showed it.
    ///   - options: how the session is held, and for how long.
    ///   - body: may run twice when ``SessionOptions/identityCheck`` is set.
    /// - Throws: ``PCSCError/Code/insertionChanged`` (another card, or the same after it was out),
    ///   ``PCSCError/Code/serviceRestarted``, ``PCSCError/Code/sharingViolation`` with the programs that use the
    ///   service, ``PCSCError/Code/securityViolation`` (polkit lets this user see readers and use no card),
    ///   ``PCSCError/Code/noSmartcard``, ``PCSCError/Code/deadlineExceeded``, ``PCSCError/Code/cancelled``, and
    ///   what the closure throws.
    @discardableResult
    public func withSession<Value: Sendable>(
        with insertion: Insertion, options: SessionOptions = SessionOptions(),
        _ body: @escaping @Sendable (CardSession) throws -> Value
    ) async throws -> Value {
        let deadline = Deadline(in: options.deadline)
        return try await threads.run(.connect, reader: insertion.reader, deadline: options.deadline) { call in
            Result { () throws -> Value in
                guard self.locks.acquire(insertion.reader, until: deadline) else {
                    throw PCSCError(.deadlineExceeded, .connect, reader: insertion.reader)
                }
                defer { self.locks.release(insertion.reader) }
                return try self.session(with: insertion, options, call, body)
            }
        }.get()
    }

    /// Opens a session with whatever card is in a reader now. See ``withSession(with:options:_:)``.
    ///
    /// - Throws: also ``PCSCError/Code/unknownReader``.
    @discardableResult
    public func withSession<Value: Sendable>(
        in reader: ReaderName, options: SessionOptions = SessionOptions(),
        _ body: @escaping @Sendable (CardSession) throws -> Value
    ) async throws -> Value {
        guard let found = try await readers(deadline: options.deadline).first(where: { $0.name == reader }) else {
            throw PCSCError(.unknownReader, .connect, reader: reader)
        }
        guard let insertion = found.insertion else { throw PCSCError(.noSmartcard, .connect, reader: reader) }
        return try await withSession(with: insertion, options: options, body)
    }

    // Blocks, on the session's thread, with the reader's lock held.
    private func session<Value>(
        with insertion: Insertion, _ options: SessionOptions, _ call: CallStatus,
        _ body: (CardSession) throws -> Value
    ) throws -> Value {
        try check(call, insertion)
        let context = try Context(functions: functions, policy: policy, threads: threads, trace: trace)
        defer { context.release() }
        try check(call, insertion)
        let connection = try connect(context, insertion, options)
        defer { connection.disconnect(.leave) }
        try check(call, insertion)
        if options.transaction { try begin(connection, options) }
        defer { if options.transaction { try? connection.endTransaction(options.disposition) } }
        try check(call, insertion)
        try confirm(insertion, context)
        let session = CardSession(insertion: insertion, connection: connection, call: call)
        do {
            return try body(session)
        } catch PCSCError.Code.resetCard {
            guard let identityCheck = options.identityCheck else {
                throw PCSCError(.resetCard, .transmit, reader: insertion.reader)
            }
            try connection.reconnect(share: options.share, protocols: options.protocols)
            try confirm(insertion, context)
            guard try identityCheck(session) else {
                throw PCSCError(.identityChanged, .reconnect, reader: insertion.reader)
            }
            return try body(session)
        }
    }

    private func check(_ call: CallStatus, _ insertion: Insertion) throws(PCSCError) {
        if call.isGivenUp { throw PCSCError(.deadlineExceeded, .connect, reader: insertion.reader) }
    }

    private func connect(
        _ context: Context, _ insertion: Insertion, _ options: SessionOptions
    ) throws(PCSCError) -> CardConnection {
        do throws(PCSCError) {
            return try context.connect(
                to: insertion.reader, share: options.share, protocols: options.protocols, policy: options.policy)
        } catch {
            switch error.code {
            case .sharingViolation:
                throw PCSCError(error.code, error.operation, reader: error.reader, holders: ServiceClients.others())
            case .noSmartcard, .removedCard:
                throw PCSCError(.insertionChanged, error.operation, reader: error.reader)
            case .communicationError, .noService:
                // The library says of a service that hung up what it says of one that died. Alive, it refuses the card.
                guard incarnation(of: insertion)?.isAlive() == true else { throw error }
                throw PCSCError(.securityViolation, error.operation, reader: error.reader)
            default:
                throw error
            }
        }
    }

    /// A reset by another program between connecting and here is no harm: nothing was done yet, and the insertion is
    /// confirmed afterwards.
    private func begin(_ connection: CardConnection, _ options: SessionOptions) throws(PCSCError) {
        do throws(PCSCError) {
            try connection.beginTransaction()
        } catch {
            guard error.code == .resetCard else { throw error }
            try connection.reconnect(share: options.share, protocols: options.protocols)
            try connection.beginTransaction()
        }
    }

    /// Makes sure that the connected card is the insertion's. Asked after connecting: a connection doesn't survive a
    /// change of card, so what holds now holds until it fails.
    private func confirm(_ insertion: Insertion, _ context: Context) throws(PCSCError) {
        guard let incarnation = incarnation(of: insertion), incarnation.isAlive() else {
            throw PCSCError(.serviceRestarted, .connect, reader: insertion.reader)
        }
        let states = try context.states(of: [insertion.reader])
        guard let state = states.first, insertion.isSameStay(as: state) else {
            throw PCSCError(.insertionChanged, .connect, reader: insertion.reader)
        }
    }
}
