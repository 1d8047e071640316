import Instants
import JSON

/// The way back: what is read can be written, byte for byte.
extension LoggedEvent {
    /// What was recorded, as the program that records it says it.
    public var event: AuditEvent {
        AuditEvent(
            code ?? EventCode(codeText ?? ""), session: session, action: action, outcome: outcome, intent: intent,
            operatorUUID: operatorUUID, operatorRole: operatorRole, subject: subject, card: card, decision: decision,
            readers: readers, details: details?.members ?? body["details"]?.object ?? [:])
    }

    /// How the event's body differs from the one that this program would write of it.
    public struct Difference: Hashable, Sendable {
        /// Members that this program doesn't know or reads as something else, with their values as they stand there.
        public var kept: [String: JSONValue] = [:]
        /// Members that this program writes, and that aren't there.
        public var missing: Set<String> = []

        init(_ written: [String: JSONValue], from original: [String: JSONValue]) {
            kept = original.filter { written[$0.key] != $0.value }
            missing = Set(written.keys).subtracting(original.keys)
        }

        public var isEmpty: Bool { kept.isEmpty && missing.isEmpty }

        func applied(to written: [String: JSONValue]) -> [String: JSONValue] {
            written.filter { !missing.contains($0.key) }.merging(kept) { $1 }
        }
    }

    /// What of the event isn't understood, and what isn't said in it: nothing where this version wrote it.
    public struct Unread: Hashable, Sendable {
        /// Of the body, but for its details.
        public var body: Difference
        public var details: Difference

        public var isEmpty: Bool { body.isEmpty && details.isEmpty }
    }

    public var unread: Unread {
        var (written, original) = (members, body)
        guard let details = original["details"]?.object else {
            return Unread(body: Difference(written, from: original), details: Difference([:], from: [:]))
        }
        original["details"] = nil
        let writtenDetails = written.removeValue(forKey: "details")?.object ?? [:]
        return Unread(
            body: Difference(written, from: original), details: Difference(writtenDetails, from: details))
    }

    /// The body that this program would write of the event. Of an event that this version wrote it is the one that
    /// stands in the log.
    public func line() throws(EventMistake) -> String { try CanonicalJSON.line(.object(members)) }

    /// The same with what other versions wrote: the body that stands in the log.
    public func originalLine() throws(EventMistake) -> String {
        let unread = unread
        var members = members
        if body["details"]?.object != nil {
            members["details"] = .object(unread.details.applied(to: members["details"]?.object ?? [:]))
        }
        return try CanonicalJSON.line(.object(unread.body.applied(to: members)))
    }

    private var members: [String: JSONValue] {
        let stamp = EventBody.Stamp(
            seq: seq, log: body["log"]?.string ?? "", time: time ?? UTCInstant(secondsSince1970: 0),
            monotonicMilliseconds: body["monotonicMilliseconds"]?.integer ?? 0, bootID: body["bootId"]?.string ?? "",
            context: LogContext(workstation: workstation ?? "", site: site, simulated: isSimulated))
        return Dictionary(
            uniqueKeysWithValues: EventBody.members(event, stamp: stamp).map { ($0.key, $0.value) })
    }
}
