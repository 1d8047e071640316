/// How a card is shared with other programs (`SCARD_SHARE_…`).
public enum ShareMode: UInt32, Hashable, Sendable {
    /// No other program may connect.
    case exclusive = 1
    case shared = 2
    /// The reader itself, with or without a card.
    case direct = 3
}

/// What happens to the card when a connection or a transaction ends (`SCARD_…_CARD`).
public enum Disposition: UInt32, Hashable, Sendable {
    /// Nothing: whoever is logged in to it stays so.
    case leave = 0
    case reset = 1
    case unpower = 2
    case eject = 3
}

/// Transmission protocols (`SCARD_PROTOCOL_…`; ISO 7816-3).
public struct TransmissionProtocol: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let t0 = TransmissionProtocol(rawValue: 1)
    public static let t1 = TransmissionProtocol(rawValue: 2)
    public static let raw = TransmissionProtocol(rawValue: 4)
    public static let any: TransmissionProtocol = [.t0, .t1]
}

/// What `SCardStatus` says of a connected card.
public struct CardStatus: Hashable, Sendable {
    /// The answer to reset; at most 33 bytes.
    public let atr: [UInt8]
    public let state: State
    /// One protocol, or none over a direct connection.
    public let activeProtocol: TransmissionProtocol

    public init(atr: [UInt8], state: State, activeProtocol: TransmissionProtocol) {
        self.atr = atr
        self.state = state
        self.activeProtocol = activeProtocol
    }

    /// `SCARD_ABSENT`, `SCARD_PRESENT`, … as pcsc-lite sets them: one bit each.
    public struct State: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        public static let unknown = State(rawValue: 0x01)
        public static let absent = State(rawValue: 0x02)
        public static let present = State(rawValue: 0x04)
        public static let swallowed = State(rawValue: 0x08)
        public static let powered = State(rawValue: 0x10)
        public static let negotiable = State(rawValue: 0x20)
        public static let specific = State(rawValue: 0x40)
    }
}
