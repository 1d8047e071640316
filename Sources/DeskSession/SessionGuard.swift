/// Something that stops a session until it is put right. The words are those of the command-line contract.
public enum GuardCode: String, Hashable, Sendable, CaseIterable {
    /// Another person's card is where the holder's card was.
    case cardChanged
    /// The holder's card is out.
    case cardRemoved
    /// The operator's card is out.
    case operatorCardRemoved
    /// A card of another kind is where the operator's card was.
    case operatorCardChanged
    /// The operator's UUID is on the card that should be the holder's.
    case sameCardTwice
    /// The certificates of the card name different people. It is never worked on.
    case identityConflict
    /// The operator's card is in the holder's reader, and the other way round.
    case cardsExchanged
    /// A reader that is needed is unplugged.
    case readerLost
    /// The card service doesn't answer.
    case serviceLost
}

/// A guard that was raised, with what happened and what to do, in words.
public struct RaisedGuard: Hashable, Sendable {
    public var code: GuardCode
    public var text: String
    /// It is the operator's own card; the session may be meant to be about that one.
    public var isAboutOwnCard: Bool

    public init(code: GuardCode, text: String, isAboutOwnCard: Bool = false) {
        self.isAboutOwnCard = isAboutOwnCard
        self.code = code
        self.text = text
    }
}
