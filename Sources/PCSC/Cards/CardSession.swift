/// A card to talk to, for the length of a closure given to ``PCSCService/withSession(with:options:_:)``.
///
/// Lives on the session's thread: calls block it and cost no hop. Not to be kept: after the closure every call throws
/// ``PCSCError/Code/closed``.
public final class CardSession {
    /// The stay of the card that this session is bound to.
    public let insertion: Insertion
    let connection: CardConnection
    private let call: CallStatus

    init(insertion: Insertion, connection: CardConnection, call: CallStatus) {
        self.insertion = insertion
        self.connection = connection
        self.call = call
    }

    /// Where the card is.
    public var reader: ReaderName { insertion.reader }
    /// The card's answer to reset.
    public var atr: [UInt8] { insertion.atr }
    /// T=0 or T=1.
    public var activeProtocol: TransmissionProtocol { connection.activeProtocol }

    /// Sends these bytes and returns the answer, data and status word. See ``CardConnection/transmit(_:limit:)``.
    ///
    /// - Throws: also ``PCSCError/Code/deadlineExceeded`` when the session has been given up: nothing was sent.
    public func transmit(
        _ command: [UInt8], limit: Int = CardConnection.longestResponse
    ) throws(PCSCError) -> [UInt8] {
        try checkWanted()
        return try connection.transmit(command, limit: limit)
    }

    /// Sends these bytes and puts the answer into the caller's space. See ``CardConnection/transmit(_:into:)``.
    public func transmit(_ command: Span<UInt8>, into response: inout MutableSpan<UInt8>) throws(PCSCError) -> Int {
        try checkWanted()
        return try connection.transmit(command, into: &response)
    }

    /// The card's state. See ``CardConnection/status()``.
    public func status() throws(PCSCError) -> CardStatus {
        try checkWanted(.status)
        return try connection.status()
    }

    /// Nothing more is sent to a card once nobody waits for the session.
    func checkWanted(_ operation: PCSCError.Operation = .transmit) throws(PCSCError) {
        if call.isGivenUp { throw PCSCError(.deadlineExceeded, operation, reader: reader) }
    }
}
