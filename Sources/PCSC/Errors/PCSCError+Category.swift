extension PCSCError {
    /// The kind of thing that failed, which decides what a program does next.
    ///
    /// A struct, so that a family can stand in a `catch`, and so that there may be more of them one day.
    public struct Category: RawRepresentable, Hashable, Sendable {
        /// Its name, as documents have it.
        public let rawValue: String

        /// A family by its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The service is not there, went away, or speaks another version. Contexts are dead; make new ones.
        public static let service = Category(rawValue: "service")
        /// The service refuses this user.
        public static let permission = Category(rawValue: "permission")
        /// The reader is gone or doesn't work.
        public static let reader = Category(rawValue: "reader")
        /// No card, another card, or a card that doesn't answer.
        public static let card = Category(rawValue: "card")
        /// Another program has the card.
        public static let sharing = Category(rawValue: "sharing")
        /// Time ran out.
        public static let timeout = Category(rawValue: "timeout")
        /// Asked for by this program.
        public static let cancelled = Category(rawValue: "cancelled")
        /// The exchange with the card failed, or what came back can't be used.
        public static let exchange = Category(rawValue: "exchange")
        /// A mistake in the calling program.
        public static let usage = Category(rawValue: "usage")
        /// A code without a known meaning.
        public static let unknown = Category(rawValue: "unknown")
    }
}
