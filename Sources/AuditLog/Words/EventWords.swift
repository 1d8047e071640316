import JSON
import PlainText

/// Events in plain words.
public enum EventWords {
    /// A few words, for one line of a table.
    public static func what(_ json: JSONValue) -> String {
        guard let text = json["event"]?.string, let code = EventCode(rawValue: text) else {
            return "\(SafeText(json["event"]?.string ?? "?"))"
        }
        let action = json["action"]?.string.map { "\(SafeText($0))" }
        func about(_ words: String) -> String { action.map { "\($0): \(words)" } ?? words }
        func ofRoute(_ words: String) -> String { route(json).map { "\($0): \(words)" } ?? about(words) }
        return switch code {
        case .logOpened: "log opened"
        case .keyCreated: "signing key made"
        case .clockSteppedBack: "clock set back"
        case .configurationChanged: "settings changed"
        case .preflightRun: about("preflight")
        case .sessionStarted: about("session begins")
        case .sessionEnded: about("session ends")
        case .sessionLaidAside: about("session laid aside")
        case .sessionTakenUp: about("session taken up again")
        case .cardsLeft: about("cards left in readers")
        case .sessionResumed: about("session goes on")
        case .cardRead: about("card read")
        case .factAnswered: about("answer")
        case .factWithdrawn: about("answer taken back")
        case .decisionTaken: about(json["route"]?.string.map { "→ \(SafeText($0))" } ?? "decision")
        case .intent: ofRoute("intent")
        case .outcome: ofRoute(json["outcome"]?.string.map { "\(SafeText($0))" } ?? "outcome")
        case .refusal: about(json["details"]?["guard"]?.string.map { "stopped, \(SafeText($0))" } ?? "refused")
        case .dueListed: "who is due, listed"
        }
    }

    /// Older logs have the route of an intent and its outcome among the details only.
    public static func route(_ json: JSONValue) -> String? {
        (json["route"]?.string ?? json["details"]?["route"]?.string).map { "\(SafeText($0))" }
    }

    /// What else an event says, one fact each, in a fixed order.
    public static func facts(_ json: JSONValue) -> [String] {
        var facts: [String] = []
        func add(_ label: String, _ value: JSONValue?) {
            guard let value, value != .null, value != .array([]), value != .object([:]) else { return }
            facts.append("\(label) \(text(value))")
        }
        add("outcome", json["outcome"])
        add("route", json["route"])
        add("because of", json["reasons"])
        add("warnings", json["warnings"])
        add("rules", json["ruleSet"])
        add("intent no.", json["intent"])
        if let series = json["series"], series != .null {
            facts.append("series \(text(series))" + (seriesSource(json) == "hint" ? isAGuess : ""))
        }
        add("ATR", json["atr"])
        for (label, key) in [("certificates", "before"), ("certificates afterwards", "after")] {
            for certificate in json["certificates"]?[key]?.array ?? [] {
                facts.append(
                    "\(label): \(text(certificate["use"] ?? .null)) \(text(certificate["serialNumber"] ?? .null))"
                        + ", until \(text(certificate["notAfter"] ?? .null))")
            }
        }
        add("readers", json["readers"])
        for (key, value) in (json["details"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
            // Names come from the log as values do.
            add("\(SafeText(key))", value)
        }
        return facts
    }

    /// Where an event's series comes from. Events of older logs don't say it: theirs is a guess by the card's answer to
    /// reset. Nil where there is no series.
    public static func seriesSource(_ json: JSONValue) -> String? {
        guard let series = json["series"], series != .null else { return nil }
        return json["details"]?["seriesSource"]?.string ?? "hint"
    }

    private static let isAGuess = " (a guess by the card's answer to reset; nobody read it from the card)"

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .null: "unknown"
        case .bool(let flag): flag ? "yes" : "no"
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .string(let text): "\(SafeText(text))"
        case .array(let values): values.map(text).joined(separator: ", ")
        case .object(let members):
            members.sorted { $0.key < $1.key }.map { "\(SafeText($0.key)) \(text($0.value))" }.joined(separator: ", ")
        }
    }
}
