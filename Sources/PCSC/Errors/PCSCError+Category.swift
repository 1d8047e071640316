extension PCSCError {
    /// The kind of thing that failed, which decides what a program does next.
    public enum Category: String, Hashable, Sendable, CaseIterable {
        /// The service is not there, went away, or speaks another version. Contexts are dead; make new ones.
        case service
        /// The service refuses this user.
        case permission
        /// The reader is gone or doesn't work.
        case reader
        /// No card, another card, or a card that doesn't answer.
        case card
        /// Another program has the card.
        case sharing
        /// Time ran out.
        case timeout
        /// Asked for by this program.
        case cancelled
        /// The exchange with the card failed, or what came back can't be used.
        case exchange
        /// A mistake in the calling program.
        case usage
        /// A code without a known meaning.
        case unknown
    }
}
