import Instants
import JSON

/// An event read back: what the log knew itself, what was recorded, and the details of its kind.
///
/// An older event is read as what it means today. What a newer program wrote isn't lost: see ``unread``.
public struct LoggedEvent: Sendable {
    public let seq: Int64
    /// Nil where the code is a newer program's; ``codeText`` then says it.
    public let details: (any EventDetails)?
    let body: [String: JSONValue]

    init(seq: Int64, body: [String: JSONValue]) {
        self.seq = seq
        self.body = body
        let kind = body["event"]?.string.flatMap { EventKinds.byCode[$0] }
        details = kind.map { $0.init(reading: body["details"] ?? .null, action: body["action"]?.string) }
    }

    /// Nil for a code that this program doesn't know.
    public var code: EventCode? { details.map { type(of: $0).code } }
    /// The code as it stands there.
    public var codeText: String? { body["event"]?.string }
    public var time: UTCInstant? { body["time"]?.string.flatMap { UTCInstant(rfc3339: $0) } }
    public var workstation: String? { body["workstation"]?.string }
    public var site: String? { body["site"]?.string }
    /// On simulated readers and cards.
    public var isSimulated: Bool { body["simulated"] == true }
    public var session: String? { body["session"]?.string }
    public var action: String? { body["action"]?.string }
    /// Nil where there is none, and for one that this program doesn't know.
    public var outcome: EventOutcome? { outcomeText.flatMap(EventOutcome.init(rawValue:)) }
    /// The outcome as it stands there.
    public var outcomeText: String? { body["outcome"]?.string }
    /// For an outcome: the intent that it closes.
    public var intent: Int64? { body["intent"]?.integer }
    public var operatorUUID: String? { body["operator"]?.string }
    public var operatorRole: String? { body["operatorRole"]?.string }
    public var subject: String? { body["subject"]?.string }
    /// What is done, or was decided. Earlier versions have it among the details of intent and outcome only.
    public var route: String? { body["route"]?.string ?? details?.route }
    public var readers: [String] { body["readers"]?.strings ?? [] }
    /// Of the certificates that were read last the earliest expiry.
    public var expiresAt: UTCInstant? { body["expiresAt"]?.string.flatMap { UTCInstant(rfc3339: $0) } }
    public var reasons: [String] { body["reasons"]?.strings ?? [] }
    public var warnings: [String] { body["warnings"]?.strings ?? [] }

    /// Nil where no card's ATR, series or certificates are known.
    public var card: CardRecord? {
        let card = CardRecord(
            atr: body["atr"]?.string, series: body["series"]?.integer.map { Int(clamping: $0) },
            certificatesBefore: certificates("before"), certificatesAfter: certificates("after"))
        return card == CardRecord() ? nil : card
    }

    private func certificates(_ when: String) -> [CertificateRecord]? {
        body["certificates"]?[when]?.array?.compactMap { certificate in
            guard let use = certificate["use"]?.string, let serialNumber = certificate["serialNumber"]?.string else {
                return nil
            }
            return CertificateRecord(
                use: use, serialNumber: serialNumber,
                notAfter: certificate["notAfter"]?.string.flatMap { UTCInstant(rfc3339: $0) })
        }
    }

    /// The decision that was taken; nil where the event is about none.
    public var decision: DecisionRecord? {
        guard let facts = body["facts"], facts != .null, let route = body["route"]?.string,
            let ruleSet = body["ruleSet"]?.string
        else { return nil }
        return DecisionRecord(facts: facts, route: route, reasons: reasons, warnings: warnings, ruleSet: ruleSet)
    }

    /// Where the event's series comes from. Events of older logs don't say it: theirs is a guess by the card's answer
    /// to reset. Nil where there is no series.
    public var seriesSource: String? {
        guard let series = body["series"], series != .null else { return nil }
        return SeriesSource.of(details?.seriesSource)
    }
}

/// Who says the series of an event's card.
enum SeriesSource {
    /// Nobody read it from the card.
    static let guess = "hint"

    /// - Parameter recorded: as the event has it among its details.
    static func of(_ recorded: String?) -> String { recorded ?? guess }
}

extension StoredEvent {
    /// The event with its kind's details.
    ///
    /// - Throws: ``UnreadableEvent``
    public func logged() throws(UnreadableEvent) -> LoggedEvent {
        guard let body = try json().object else { throw UnreadableEvent(seq: seq) }
        return LoggedEvent(seq: seq, body: body)
    }
}

extension DecisionRecord {
    /// How many readers it counted; nil where that wasn't known.
    public var readers: Int64? { facts["workstation"]?["readers"]?.integer }
}
