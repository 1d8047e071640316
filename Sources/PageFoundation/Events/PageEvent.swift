/// What a stream tells a page.
public struct PageEvent: Hashable, Sendable {
    /// How long an event is kept for streams that haven't got it yet.
    public enum Retention: Sendable {
        /// Until the next one of that name: it says how things are, and what was before doesn't matter.
        case newest
        /// Until ``EventHub/forgetKept()``: each one is part of a story.
        case kept
    }

    /// What a page listens for.
    public var name: String
    /// The event, as a rule JSON.
    public var data: String

    /// An event that hasn't been told yet.
    public init(name: String, data: String) {
        self.name = name
        self.data = data
    }
}
