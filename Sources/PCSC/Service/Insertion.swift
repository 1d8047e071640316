/// One stay of a card in a reader, from being put in to being taken out.
///
/// Cards are told apart by insertion, not by reader: a session opened for an insertion refuses to run on any other, also
/// when the same card went out and in again.
public struct Insertion: Hashable, Sendable {
    /// Where the card is.
    public let reader: ReaderName
    /// Unique and growing within one ``PCSCService``; the first is 1.
    public let epoch: UInt64
    /// The card's answer to reset; empty for a mute card.
    public let atr: [UInt8]
    let eventCount: UInt16
    /// Which run of the service saw it: counters start again when the service does.
    let incarnation: UInt64
}

/// A reader at one moment.
public struct ReaderSnapshot: Hashable, Sendable {
    /// Its place in the service's list. It changes when readers come and go: for showing, never for telling readers apart.
    public let index: Int
    /// As `SCardGetStatusChange` gave it.
    public let state: ReaderState
    /// The card that is in, if there is one.
    public let insertion: Insertion?

    /// The reader's name, byte for byte.
    public var name: ReaderName { state.name }
    /// The card's answer to reset; empty without a card and for a mute one.
    public var atr: [UInt8] { state.atr }
    /// The state in one word.
    public var condition: ReaderState.Condition { state.condition }

    /// A snapshot from its parts, for tests of programs that take one.
    public init(index: Int, state: ReaderState, insertion: Insertion?) {
        self.index = index
        self.state = state
        self.insertion = insertion
    }
}
