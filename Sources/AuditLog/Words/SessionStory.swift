import Instants
import JSON
import PlainText

/// Events told one after the other, for people.
public struct SessionStory: Hashable, Sendable {
    /// An event in a sentence.
    public struct Entry: Hashable, Sendable {
        /// Nil where the event has no time that can be read.
        public var time: UTCInstant?
        /// The event's number in the log.
        public var number: Int64?
        public var sentence: String
    }

    /// Which session, where, by whom and for whom: a line each.
    public var head: [String]
    public var entries: [Entry]

    /// - Parameters:
    ///   - events: bodies in the log's order, as a rule those of one session.
    ///   - isInFull: everything that each event says, instead of a sentence.
    public init(_ events: [JSONValue], isInFull: Bool) {
        var head: [String] = []
        func first(_ key: String) -> String? { events.lazy.compactMap { $0[key]?.string }.first }
        if let session = first("session") { head.append("Session \(SafeText(session))") }
        let place = [first("workstation"), first("site")].compactMap { $0.map { "\(SafeText($0))" } }
        head.append("At \(place.joined(separator: ", "))")
        if let uuid = first("operator") {
            let role = first("operatorRole").map { " (\(SafeText($0)))" } ?? ""
            head.append("Operator \(SafeText(uuid))\(role)")
        }
        if let uuid = first("subject") { head.append("Holder \(SafeText(uuid))") }
        if events.contains(where: { $0["simulated"] == true }) { head.append("On simulated readers and cards") }
        self.head = head
        entries = []
        var hasBegun = false
        for event in events where isInFull || !StoryWords.isLeftOut(event) {
            entries.append(
                Entry(
                    time: event["time"]?.string.flatMap { UTCInstant(rfc3339: $0) }, number: event["seq"]?.integer,
                    sentence: SessionStory.sentence(event, isInFull: isInFull, hasBegun: hasBegun)))
            hasBegun = hasBegun || event["event"] == "intent"
        }
    }

    private static func sentence(_ event: JSONValue, isInFull: Bool, hasBegun: Bool) -> String {
        if !isInFull, let sentence = StoryWords.sentence(event, hasBegun: hasBegun) { return sentence }
        let facts = EventWords.facts(event)
        return EventWords.what(event) + (facts.isEmpty ? "" : ": " + facts.joined(separator: "; "))
    }
}
