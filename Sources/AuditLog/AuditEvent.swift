import Instants
import JSON

/// An event to be recorded. The log adds what it knows itself: sequence number, time, monotonic time, boot, workstation,
/// site and whether the desk is simulated.
///
/// People are known by the UUID on their smartcard, never by name. Nothing here may hold a passcode, a code sent to a
/// holder, or an email address whose local part has not been replaced by `x`; ``AuditLog/append(_:)`` refuses it.
public struct AuditEvent: Hashable, Sendable {
    public var code: EventCode
    /// The session that it belongs to; nil outside one.
    public var session: String?
    /// What is being done: `unlock`, `renew`, `email`, `replace`, or the job a preflight was for.
    public var action: String?
    public var outcome: EventOutcome?
    /// For an outcome: the sequence number of the intent that it closes.
    public var intent: Int64?
    /// The operator's UUID, digits only.
    public var operatorUUID: String?
    /// The operator's role, as in `handbook-rules` §4.
    public var operatorRole: String?
    /// The UUID of the person whose card it is about, digits only.
    public var subject: String?
    public var card: CardRecord?
    public var decision: DecisionRecord?
    /// The names of the readers concerned, made safe for display.
    public var readers: [String]
    /// What belongs to this kind of event only: an object, whole numbers only. See ``EventDetails``.
    public var details: [String: JSONValue]

    public init(
        _ code: EventCode, session: String? = nil, action: String? = nil, outcome: EventOutcome? = nil,
        intent: Int64? = nil, operatorUUID: String? = nil, operatorRole: String? = nil, subject: String? = nil,
        card: CardRecord? = nil, decision: DecisionRecord? = nil, readers: [String] = [],
        details: [String: JSONValue] = [:]
    ) {
        self.code = code
        self.session = session
        self.action = action
        self.outcome = outcome
        self.intent = intent
        self.operatorUUID = operatorUUID
        self.operatorRole = operatorRole
        self.subject = subject
        self.card = card
        self.decision = decision
        self.readers = readers
        self.details = details
    }
}

/// What was known of a card.
public struct CardRecord: Hashable, Sendable {
    /// Upper-case hexadecimal.
    public var atr: String?
    public var series: Int?
    /// Before the work; nil when they were not read.
    public var certificatesBefore: [CertificateRecord]?
    /// After the work; nil when they were not read again.
    public var certificatesAfter: [CertificateRecord]?

    public init(
        atr: String? = nil, series: Int? = nil, certificatesBefore: [CertificateRecord]? = nil,
        certificatesAfter: [CertificateRecord]? = nil
    ) {
        self.atr = atr
        self.series = series
        self.certificatesBefore = certificatesBefore
        self.certificatesAfter = certificatesAfter
    }

    /// When the card's certificates expire: the earliest of those read last.
    var expiresAt: UTCInstant? {
        (certificatesAfter ?? certificatesBefore)?.compactMap(\.notAfter).min()
    }
}

/// A certificate by its number; its subject is not recorded, because it holds a name.
public struct CertificateRecord: Hashable, Sendable {
    /// `authentication`, `signing` or `other`.
    public var use: String
    /// Upper-case hexadecimal.
    public var serialNumber: String
    /// Nil where the card's date couldn't be read.
    public var notAfter: UTCInstant?

    public init(use: String, serialNumber: String, notAfter: UTCInstant?) {
        self.use = use
        self.serialNumber = serialNumber
        self.notAfter = notAfter
    }
}

/// A decision with what it rests on, so that it can be taken again and compared.
public struct DecisionRecord: Hashable, Sendable {
    /// The facts as `ra decide` reads them, the holder's new address redacted.
    public var facts: JSONValue
    public var route: String
    public var reasons: [String]
    public var warnings: [String]
    public var ruleSet: String

    public init(facts: JSONValue, route: String, reasons: [String], warnings: [String], ruleSet: String) {
        self.facts = facts
        self.route = route
        self.reasons = reasons
        self.warnings = warnings
        self.ruleSet = ruleSet
    }
}
