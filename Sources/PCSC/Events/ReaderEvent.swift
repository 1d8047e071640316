/// Something that happened to readers, cards or the service.
public enum ReaderEvent: Hashable, Sendable {
    /// Every reader there is: the first event, and again after the service was restored.
    case snapshot([ReaderSnapshot])
    /// A reader was plugged in. When a card is in it, `cardInserted` follows.
    case readerAttached(ReaderSnapshot)
    /// A reader was unplugged; as it was last seen. When a card was in it, `cardRemoved` comes before.
    case readerDetached(ReaderSnapshot)
    /// A card was put in; it may be mute.
    case cardInserted(ReaderSnapshot)
    /// A card was taken out. The reader as it was with the card in, so that the card's insertion can be told.
    case cardRemoved(ReaderSnapshot)
    /// Anything else: in use or no longer, mute, unavailable.
    case readerChanged(ReaderSnapshot)
    /// The service can't be reached, and why. All insertions have ended. Tried again until it can.
    case serviceLost(PCSCError)
    /// The service is back; a snapshot follows.
    case serviceRestored

    /// The reader that the event is about.
    public var reader: ReaderSnapshot? {
        switch self {
        case .readerAttached(let reader), .readerDetached(let reader), .cardInserted(let reader),
            .cardRemoved(let reader), .readerChanged(let reader):
            reader
        case .snapshot, .serviceLost, .serviceRestored: nil
        }
    }
}
