/// What a card in software does with a command: a value, so that a card can be copied, changed and compared in tests.
public protocol CardResponder: Sendable {
    /// Back to the state after power-on: nothing selected, nothing verified.
    mutating func reset()

    /// The answer to one command APDU as it came over the line. Any bytes may come.
    mutating func respond(to command: [UInt8]) -> CardAnswer
}

/// What comes back from a card.
public enum CardAnswer: Hashable, Sendable {
    /// Data and status word.
    case response([UInt8])
    /// The card never answers; it blocks its reader until it is pulled.
    case silence
    /// The card leaves its reader in the middle of the exchange.
    case leaves
}

/// A card without any application: it answers `6D00`, instruction not supported (ISO 7816-4, table 6), to everything.
public struct BlankCard: CardResponder {
    /// A blank card; each is as any other.
    public init() {}
    /// Nothing is selected or verified on it, so nothing changes.
    public mutating func reset() {}
    /// `6D00`, whatever came.
    public mutating func respond(to command: [UInt8]) -> CardAnswer { .response([0x6D, 0x00]) }
}
