import CPCSCLite

/// A reader's state as `SCardGetStatusChange` gives it.
public struct ReaderState: Hashable, Sendable {
    /// The reader.
    public let name: ReaderName
    /// `dwEventState`: the flags in the low half, the event counter in the high one.
    public let word: UInt32
    /// The card's answer to reset, as the service has it; empty without a card. At most 33 bytes (ISO 7816-3, 8.1).
    public let atr: [UInt8]

    /// A state from its parts, for simulations and tests.
    public init(name: ReaderName, word: UInt32, atr: [UInt8] = []) {
        self.name = name
        self.word = word
        self.atr = atr
    }

    /// The flags, without the counter.
    public var flags: Flags { Flags(rawValue: word & 0xFFFF) }

    /// Counts insertions and removals in this reader since the service found it, modulo 65,536. A card that was out and
    /// in again between two looks shows here, and nowhere else when its ATR is the same.
    public var eventCount: UInt16 { UInt16(word >> 16) }

    /// Whether a card is in the reader, answering or not.
    public var isCardPresent: Bool { flags.contains(.present) }

    /// The state in one word, the most telling first.
    public var condition: Condition {
        if !flags.isDisjoint(with: [.unknown, .unavailable]) { return .unavailable }
        if !flags.contains(.present) { return flags.contains(.empty) ? .empty : .unavailable }
        if flags.contains(.mute) { return .mute }
        if flags.contains(.exclusive) { return .exclusive }
        return flags.contains(.inUse) ? .inUse : .present
    }

    /// The `SCARD_STATE_…` flags of winscard.h.
    public struct Flags: OptionSet, Hashable, Sendable {
        /// The low half of `dwEventState`.
        public let rawValue: UInt32
        /// From the low half of `dwEventState`.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Not to be looked at.
        public static let ignore = Flags(rawValue: 0x0001)
        /// Another state than the one that the caller knew.
        public static let changed = Flags(rawValue: 0x0002)
        /// There is no such reader.
        public static let unknown = Flags(rawValue: 0x0004)
        /// The reader can't be asked.
        public static let unavailable = Flags(rawValue: 0x0008)
        /// No card is in.
        public static let empty = Flags(rawValue: 0x0010)
        /// A card is in.
        public static let present = Flags(rawValue: 0x0020)
        /// A card with one of the wanted ATRs; pcsc-lite never sets it.
        public static let atrMatch = Flags(rawValue: 0x0040)
        /// A program has the card for itself.
        public static let exclusive = Flags(rawValue: 0x0080)
        /// At least one program is connected to the card.
        public static let inUse = Flags(rawValue: 0x0100)
        /// The card doesn't answer.
        public static let mute = Flags(rawValue: 0x0200)
        /// The card has no power.
        public static let unpowered = Flags(rawValue: 0x0400)
    }

    /// A state in one word; see ``ReaderState/condition``.
    public enum Condition: String, Hashable, Sendable, CaseIterable {
        /// No card is in.
        case empty
        /// A card is there and nobody uses it.
        case present
        /// A card is there and at least one program is connected to it.
        case inUse
        /// A card is there and a program has it for itself.
        case exclusive
        /// Something is there that doesn't answer: a card upside down, broken, or not a smartcard.
        case mute
        /// The reader can't say.
        case unavailable
    }
}

extension ReaderState {
    /// Reads what the C function left in an entry.
    init(name: ReaderName, entry: borrowing SCARD_READERSTATE) {
        let length = min(Int(entry.cbAtr), Int(MAX_ATR_SIZE))
        let atr = withUnsafeBytes(of: entry.rgbAtr) { Array($0.prefix(length)) }
        let word = UInt32(truncatingIfNeeded: entry.dwEventState)
        self.init(name: name, word: word, atr: Flags(rawValue: word & 0xFFFF).contains(.present) ? atr : [])
    }
}
