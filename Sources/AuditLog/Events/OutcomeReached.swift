import Instants
import JSON

extension EventCode {
    /// What came of an intent.
    public static let outcome = EventCode("outcome")
}

/// How it ended, and the card with its certificates before and after, stand in the event.
public struct OutcomeReached: EventDetails {
    /// Earlier versions kept it here only, and not in the event's own `route`.
    public var route: String?
    /// The answer to each step, in order: `done`, `failed`, or a code that was shown.
    public var steps: [String]
    public var errorCode: String?
    /// A stable word for what ended it, where it isn't plain.
    public var reason: String?
    /// The passcode's state before and after, where the card could be read.
    public var lockBefore: String?
    public var lockAfter: String?
    /// Who says the card's series. Older events don't say it: theirs is a guess.
    public var seriesSource: String?
    /// Who says the UUIDs. Older events don't say it.
    public var operatorSource: String?
    public var subjectSource: String?

    public init(
        route: String?, steps: [String] = [], errorCode: String? = nil, reason: String? = nil,
        lockBefore: String? = nil, lockAfter: String? = nil, seriesSource: String? = nil,
        operatorSource: String? = nil, subjectSource: String? = nil
    ) {
        self.route = route
        self.steps = steps
        self.errorCode = errorCode
        self.reason = reason
        self.lockBefore = lockBefore
        self.lockAfter = lockAfter
        self.seriesSource = seriesSource
        self.operatorSource = operatorSource
        self.subjectSource = subjectSource
    }

    /// The reason of work that was decided anew because an answer was taken back: no work came to an end.
    public static let corrected = "corrected"

    public static let code = EventCode.outcome
    public static let name = "outcome"

    public init(reading details: JSONValue, action: String?) {
        route = details["route"]?.string
        steps = details["steps"]?.strings ?? []
        errorCode = details["errorCode"]?.string
        reason = details["reason"]?.string
        lockBefore = details["lockBefore"]?.string
        lockAfter = details["lockAfter"]?.string
        seriesSource = details["seriesSource"]?.string
        operatorSource = details["operatorSource"]?.string
        subjectSource = details["subjectSource"]?.string
    }

    public var members: [String: JSONValue] {
        [
            "route": .optional(route), "steps": .strings(steps), "errorCode": .optional(errorCode),
            "reason": .optional(reason), "lockBefore": .optional(lockBefore), "lockAfter": .optional(lockAfter),
            "seriesSource": .optional(seriesSource), "operatorSource": .optional(operatorSource),
            "subjectSource": .optional(subjectSource),
        ]
    }

    public func what(in event: LoggedEvent) -> String {
        event.ofRoute(event.outcomeText.map(Words.safe) ?? Self.name)
    }

    public func sentence(in event: LoggedEvent, hasBegun: Bool) -> String? {
        let ofRoute = event.route.map { " of \(Words.safe($0))" } ?? ""
        let code = errorCode.map { ", CIM shows \(Words.safe($0))" } ?? ""
        let changes = changes(of: event.card)
        return "Outcome\(ofRoute): \(Words.shown(event.outcomeText))\(Words.inBrackets(reason))\(code)"
            + (changes.isEmpty ? "" : ": " + changes.joined(separator: "; "))
    }

    /// What the card showed before and after.
    private func changes(of card: CardRecord?) -> [String] {
        var changes: [String] = []
        if let lockBefore, let lockAfter, lockBefore != lockAfter {
            changes.append("\(Words.lock(lockBefore) ?? "?") before, \(Words.lock(lockAfter) ?? "?") after")
        }
        func earliest(_ certificates: [CertificateRecord]?) -> UTCInstant? {
            certificates?.compactMap(\.notAfter).min()
        }
        if let before = earliest(card?.certificatesBefore), let after = earliest(card?.certificatesAfter),
            before != after
        {
            changes.append("\(Words.expiry(before)), now \(Words.expiry(after))")
        }
        return changes
    }
}
