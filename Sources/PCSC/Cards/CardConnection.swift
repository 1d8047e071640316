import CPCSCLite
import Synchronization

/// A connection to the card in a reader (`SCARDHANDLE`). Blocking and for one thread at a time, as C has it; for a
/// deadline, a transaction and a hop off the cooperative pool use a session of ``PCSCService``.
///
/// A connection doesn't survive the service, the card's removal or another program's reset; each is an error of the
/// next call. It never talks to a card put in later.
public final class CardConnection: Sendable {
    /// What it was made through; kept alive by the connection.
    public let context: Context
    /// The reader that it was made to.
    public let reader: ReaderName
    let handle: SCARDHANDLE
    let policy: CommandPolicy
    private let state = ReleaseOnce()
    private let negotiated: Atomic<UInt32>

    init(
        context: Context, reader: ReaderName, handle: SCARDHANDLE, policy: CommandPolicy,
        activeProtocol: TransmissionProtocol
    ) {
        negotiated = Atomic(activeProtocol.rawValue)
        self.context = context
        self.reader = reader
        self.handle = handle
        self.policy = policy
    }

    deinit { disconnect(.leave) }

    /// The protocol that reader and card settled on; none over a direct connection.
    public internal(set) var activeProtocol: TransmissionProtocol {
        get { TransmissionProtocol(rawValue: negotiated.load(ordering: .relaxed)) }
        set { negotiated.store(newValue.rawValue, ordering: .relaxed) }
    }

    /// Ends the connection, leaving the card as it is unless told otherwise. `SCardDisconnect`; one round trip. Leaving
    /// the card as it is doesn't block; **anything else blocks while another program holds a transaction**, and nothing
    /// cancels it. Does nothing the second time.
    public func disconnect(_ disposition: Disposition = .leave) {
        if state.begin() { _ = context.functions.disconnect(handle, DWORD(disposition.rawValue)) }
    }

    /// The card's power state, the protocol and the ATR. `SCardStatus`; two round trips. **Blocks without limit while
    /// another program holds a transaction**, and nothing cancels it.
    ///
    /// - Throws: ``PCSCError/Code/removedCard``, ``PCSCError/Code/resetCard``, a code of
    ///   ``PCSCError/Category/service``.
    public func status() throws(PCSCError) -> CardStatus {
        try checkOpen(.status)
        var state: DWORD = 0
        var activeProtocol: DWORD = 0
        var length = DWORD(MAX_ATR_SIZE)
        var nameLength: DWORD = 0
        // libpcsclite wants somewhere to put the name's length, and no name.
        let (result, atr) = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(MAX_ATR_SIZE)) { buffer in
            let result = context.functions.status(
                handle, nil, &nameLength, &state, &activeProtocol, buffer.baseAddress, &length)
            return (result, result == 0 ? Array(buffer.prefix(Int(length))) : [])
        }
        try PCSCError.check(result, .status, reader: reader)
        return CardStatus(
            atr: atr, state: CardStatus.State(rawValue: UInt32(truncatingIfNeeded: state)),
            activeProtocol: TransmissionProtocol(rawValue: UInt32(truncatingIfNeeded: activeProtocol)))
    }

    func checkOpen(_ operation: PCSCError.Operation) throws(PCSCError) {
        if state.isOver { throw PCSCError(.closed, operation, reader: reader) }
    }
}

extension Context {
    /// Connects to the card in a reader; shared unless told otherwise. `SCardConnect`; one round trip, and powers the
    /// card when it is not. **Blocks without limit while another program holds a transaction**, and nothing cancels it.
    ///
    /// - Parameters:
    ///   - reader: as ``readers()`` lists it.
    ///   - share: `.direct` connects to the reader itself and needs no card.
    ///   - protocols: those that will do; the reader chooses.
    ///   - policy: what may be sent, in addition to the context's own policy.
    /// - Throws: ``PCSCError/Code/noSmartcard``, ``PCSCError/Code/unpoweredCard`` or
    ///   ``PCSCError/Code/unresponsiveCard`` (mute card), ``PCSCError/Code/sharingViolation``,
    ///   ``PCSCError/Code/unknownReader``, a code of ``PCSCError/Category/service``.
    public func connect(
        to reader: ReaderName, share: ShareMode = .shared, protocols: TransmissionProtocol = .any,
        policy: CommandPolicy? = nil
    ) throws(PCSCError) -> CardConnection {
        var card: SCARDHANDLE = 0
        var activeProtocol: DWORD = 0
        let wanted = share == .direct ? 0 : protocols.rawValue
        let result = reader.withCString {
            functions.connect(handle, $0, DWORD(share.rawValue), DWORD(wanted), &card, &activeProtocol)
        }
        try PCSCError.check(result, .connect, reader: reader)
        return CardConnection(
            context: self, reader: reader, handle: card, policy: policy.map(self.policy.and) ?? self.policy,
            activeProtocol: TransmissionProtocol(rawValue: UInt32(truncatingIfNeeded: activeProtocol)))
    }
}
