/// How a session with a card is held.
public struct SessionOptions: Sendable {
    /// Shared by default: a card that others are logged in to stays usable for them.
    public var share: ShareMode = .shared
    /// Those that will do; the reader chooses.
    public var protocols: TransmissionProtocol = .any
    /// Whether other programs are kept out for the length of the session (`SCardBeginTransaction`).
    public var transaction = true
    /// What happens to the card at the end. `.leave` unless a secret was given to it.
    public var disposition: Disposition = .leave
    /// For the whole session, the wait for others included.
    public var deadline: Duration = .seconds(10)
    /// What may be sent, in addition to the service's policy.
    public var policy: CommandPolicy?
    /// Asked after another program has reset the card in the middle of the session: whether this is the card the
    /// session was for, and in a state to go on. The session's body then starts again. Without a check, the session
    /// ends with ``PCSCError/Code/resetCard``.
    public var identityCheck: (@Sendable (CardSession) throws -> Bool)?

    /// Shared, in a transaction, leaving the card as it was, within ten seconds.
    public init() {}
}
