/// What a guard waits for, in words.
public enum GuardText {
    public static func putRight(_ code: GuardCode) -> String {
        switch code {
        case .cardRemoved: "a card is in the holder's reader."
        case .cardChanged, .sameCardTwice, .identityConflict: "that card is out."
        case .operatorCardRemoved, .operatorCardChanged: "a card like your own is back."
        case .cardsExchanged: "both cards are where they were."
        case .readerLost: "the reader is back."
        case .serviceLost: "the card service is back."
        }
    }
}
