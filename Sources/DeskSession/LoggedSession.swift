import CardIdentity
import Handbook
import ISO7816
import Instants
import JSON

/// What the audit log has of one session, as far as the session follows from it.
public struct LoggedSession: Hashable, Sendable {
    public var session: String
    public var workflow: Workflow
    public var cardIsOwn: Bool
    public var holderCardIsHere: Bool
    public var startedAt: UTCInstant
    /// The intent that no outcome has closed.
    public var openIntent: Int64?
    public var hasOutcome: Bool
    var events: [Event]
    /// The readers that the last decision counted.
    var readers: Int?

    struct Event: Hashable, Sendable {
        var time: UTCInstant
        var what: What

        enum What: Hashable, Sendable {
            case read(CardRole, CardReport, isLook: Bool)
            case answered(key: String, scope: Int, JSONValue)
            case withdrawn(key: String)
            case intent(Route)
            case outcome(SessionOutcome, Evidence)
            case takenUp
        }
    }

    /// Why a session can't be taken up.
    public enum Mistake: Error, Hashable, CustomStringConvertible {
        /// What is logged leads to another route now.
        case decidedOtherwise(Route)

        public var description: String {
            switch self {
            case .decidedOtherwise(let route):
                "What was answered doesn't lead to \(route.rawValue) any more: rules or settings have changed since."
            }
        }
    }

    /// What was answered and not taken back, in order; steps and all.
    public var answers: [(key: String, value: JSONValue)] {
        var answers: [(key: String, value: JSONValue)] = []
        for event in events {
            switch event.what {
            case .answered(let key, _, let value):
                answers.removeAll { $0.key == key }
                answers.append((key, value))
            case .withdrawn(let key): answers.removeAll { $0.key == key }
            default: break
            }
        }
        return answers
    }

    /// The settings as they were for that session.
    func settings(from settings: SessionSettings) -> SessionSettings {
        var settings = settings
        settings.workflow = workflow
        settings.cardIsOwn = cardIsOwn
        settings.holderCardIsHere = holderCardIsHere
        if settings.facts.workstation.readers == nil { settings.facts.workstation.readers = readers }
        return settings
    }
}

extension LoggedSession {
    /// - Parameter bodies: the session's events, oldest first, as they are exported.
    /// - Returns: nil where the session has ended, or isn't one.
    public init?(_ bodies: [JSONValue]) {
        guard let first = bodies.first(where: { $0["event"] == "session.started" }),
            !bodies.contains(where: { $0["event"] == "session.ended" }),
            let session = first["session"]?.string, let workflow = first["action"]?.string.flatMap(Workflow.init),
            let time = first["time"]?.string.flatMap({ UTCInstant(rfc3339: $0) })
        else { return nil }
        self.session = session
        self.workflow = workflow
        startedAt = time
        cardIsOwn = first["details"]?["cardIsOwn"] == true
        holderCardIsHere = first["details"]?["holderCardIsHere"] != false
        hasOutcome = bodies.contains { $0["event"] == "outcome" }
        events = []
        // Epochs are unique within one run of the program: each earlier run gets a range of its own.
        var runsToCome = bodies.count { $0["event"] == "session.takenUp" } + 1
        for body in bodies {
            if body["event"] == "session.takenUp" { runsToCome -= 1 }
            if body["event"] == "intent" { openIntent = body["seq"]?.integer }
            if body["event"] == "outcome" { openIntent = nil }
            if let count = body["facts"]?["workstation"]?["readers"]?.integer { readers = Int(clamping: count) }
            guard let time = body["time"]?.string.flatMap({ UTCInstant(rfc3339: $0) }),
                let what = Event.What(body, epochsFrom: Int64(runsToCome) << 40)
            else { continue }
            events.append(Event(time: time, what: what))
        }
    }
}

extension LoggedSession.Event.What {
    init?(_ body: JSONValue, epochsFrom base: Int64) {
        let details = body["details"]
        switch body["event"]?.string {
        case "card.read":
            guard let role = details?["role"]?.string.flatMap(CardRole.init) else { return nil }
            self = .read(role, CardReport(logged: body, epochsFrom: base), isLook: details?["isLook"] == true)
        case "fact.answered":
            guard let key = details?["key"]?.string else { return nil }
            var scope = details?["scope"]?.integer ?? 0
            if scope > 0, key == "cim.loggedIn" || key == "holder.confirmed" { scope += base }
            self = .answered(key: key, scope: Int(clamping: scope), details?["value"] ?? .null)
        case "fact.withdrawn":
            guard let key = details?["key"]?.string else { return nil }
            self = .withdrawn(key: key)
        case "intent":
            guard let route = body["route"]?.string.flatMap(Route.init) else { return nil }
            self = .intent(route)
        case "outcome":
            guard let outcome = body["outcome"]?.string.flatMap(SessionOutcome.init) else { return nil }
            self = .outcome(
                outcome,
                Evidence(
                    steps: details?["steps"]?.array?.compactMap(\.string) ?? [],
                    errorCode: details?["errorCode"]?.string, reason: details?["reason"]?.string))
        case "session.takenUp": self = .takenUp
        default: return nil
        }
    }
}

extension CardReport {
    /// As far as the log has it: enough to know the card again, and to see later what has changed on it.
    fileprivate init(logged body: JSONValue, epochsFrom base: Int64) {
        let details = body["details"]
        let uuid = details?["uuid"]?.string.flatMap { SmartcardUUID($0) }
        let expires = body["expiresAt"]?.string.flatMap { UTCInstant(rfc3339: $0) }
        let epoch = (details?["insertionEpoch"]?.integer ?? 0) + base
        self.init(
            reader: .init(name: body["readers"]?.array?.first?.string ?? "", index: 0),
            atr: body["atr"]?.string.flatMap { [UInt8](hexadecimal: $0) } ?? [], insertionEpoch: UInt64(epoch),
            uuid: uuid.map { Sourced($0, source: .piv) })
        passcode = PasscodeState(
            state: details?["lock"]?.string.flatMap(PasscodeState.State.init) ?? .unknown,
            triesLeft: details?["triesLeft"]?.integer.map { Int(clamping: $0) }, source: .piv)
        certificates = (body["certificates"]?["before"]?.array ?? []).compactMap { certificate in
            guard let serial = certificate["serialNumber"]?.string,
                let use = certificate["use"]?.string.flatMap(CertificateSummary.Use.init)
            else { return nil }
            let notAfter = certificate["notAfter"]?.string.flatMap { UTCInstant(rfc3339: $0) }
            return CertificateSummary(
                use: use, subject: "", issuer: "", serialNumber: serial, notBefore: nil, notAfter: notAfter,
                uuids: uuid.map { [$0] } ?? [], isNHS: use != .other, source: .piv)
        }
        if let expires, let now = body["time"]?.string.flatMap({ UTCInstant(rfc3339: $0) }) {
            renewal = RenewalState(expiresAt: expires, now: now)
        }
        problems = (details?["problems"]?.array ?? []).compactMap(\.string).map {
            CardProblem(CardProblem.Code(rawValue: $0), "")
        }
    }
}
