/// How a card is shared with other programs (`SCARD_SHARE_…`).
public enum ShareMode: UInt32, Hashable, Sendable {
    /// No other program may connect.
    case exclusive = 1
    /// Others may connect too.
    case shared = 2
    /// The reader itself, with or without a card.
    case direct = 3
}

/// What happens to the card when a connection or a transaction ends (`SCARD_…_CARD`).
public enum Disposition: UInt32, Hashable, Sendable {
    /// Nothing: whoever is logged in to it stays so.
    case leave = 0
    /// The card is reset, still powered: whoever was logged in is no longer.
    case reset = 1
    /// The card loses its power.
    case unpower = 2
    /// The card is ejected, by readers that can; others leave it powered down.
    case eject = 3
}

/// Transmission protocols (`SCARD_PROTOCOL_…`; ISO 7816-3).
public struct TransmissionProtocol: OptionSet, Hashable, Sendable {
    /// `SCARD_PROTOCOL_…` bits.
    public let rawValue: UInt32
    /// From `SCARD_PROTOCOL_…` bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// T=0, a byte at a time.
    public static let t0 = TransmissionProtocol(rawValue: 1)
    /// T=1, in blocks.
    public static let t1 = TransmissionProtocol(rawValue: 2)
    /// No protocol, for memory cards and direct connections.
    public static let raw = TransmissionProtocol(rawValue: 4)
    /// T=0 or T=1, as reader and card settle on.
    public static let any: TransmissionProtocol = [.t0, .t1]
}

/// What `SCardStatus` says of a connected card.
public struct CardStatus: Hashable, Sendable {
    /// The answer to reset; at most 33 bytes.
    public let atr: [UInt8]
    /// Present, powered, protocol settled: several at a time.
    public let state: State
    /// One protocol, or none over a direct connection.
    public let activeProtocol: TransmissionProtocol

    /// A status from its parts, for tests of programs that take one.
    public init(atr: [UInt8], state: State, activeProtocol: TransmissionProtocol) {
        self.atr = atr
        self.state = state
        self.activeProtocol = activeProtocol
    }

    /// `SCARD_ABSENT`, `SCARD_PRESENT`, … as pcsc-lite sets them: one bit each.
    public struct State: OptionSet, Hashable, Sendable {
        /// `SCARD_…` bits of pcsc-lite.
        public let rawValue: UInt32
        /// From `SCARD_…` bits.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// The reader doesn't know.
        public static let unknown = State(rawValue: 0x01)
        /// No card is in.
        public static let absent = State(rawValue: 0x02)
        /// A card is in.
        public static let present = State(rawValue: 0x04)
        /// The card is in and not powered.
        public static let swallowed = State(rawValue: 0x08)
        /// The card has power.
        public static let powered = State(rawValue: 0x10)
        /// The card waits for a protocol to be chosen.
        public static let negotiable = State(rawValue: 0x20)
        /// The protocol is settled.
        public static let specific = State(rawValue: 0x40)
    }
}
