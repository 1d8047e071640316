import Instants

/// Events told one after the other, for people.
public struct SessionStory: Hashable, Sendable {
    /// An event in a sentence.
    public struct Entry: Hashable, Sendable {
        /// Nil where the event has no time that can be read.
        public var time: UTCInstant?
        /// The event's number in the log.
        public var number: Int64
        public var sentence: String
    }

    /// Which session, where, by whom and for whom: a line each.
    public var head: [String]
    public var entries: [Entry]

    /// - Parameters:
    ///   - events: in the log's order, as a rule those of one session.
    ///   - isInFull: everything that each event says, instead of a sentence. The sentences are so few and so short that
    ///     the story of a session fits on a screen.
    public init(_ events: [LoggedEvent], isInFull: Bool) {
        var head: [String] = []
        func first(_ member: @escaping (LoggedEvent) -> String?) -> String? {
            events.lazy.compactMap(member).first.map(Words.safe)
        }
        if let session = first(\.session) { head.append("Session \(session)") }
        head.append("At \([first(\.workstation), first(\.site)].compactMap { $0 }.joined(separator: ", "))")
        if let uuid = first(\.operatorUUID) {
            head.append("Operator \(uuid)\(first(\.operatorRole).map { " (\($0))" } ?? "")")
        }
        if let uuid = first(\.subject) { head.append("Holder \(uuid)") }
        if events.contains(where: \.isSimulated) { head.append("On simulated readers and cards") }
        self.head = head
        entries = []
        // Earlier a card that goes or comes stops nothing.
        var hasBegun = false
        for event in events where isInFull || event.details?.isLeftOut != true {
            entries.append(
                Entry(
                    time: event.time, number: event.seq,
                    sentence: SessionStory.sentence(event, isInFull: isInFull, hasBegun: hasBegun)))
            hasBegun = hasBegun || event.details is IntentStated
        }
    }

    private static func sentence(_ event: LoggedEvent, isInFull: Bool, hasBegun: Bool) -> String {
        if !isInFull, let sentence = event.details?.sentence(in: event, hasBegun: hasBegun) { return sentence }
        let facts = event.facts
        return event.what + (facts.isEmpty ? "" : ": " + facts.joined(separator: "; "))
    }
}
