import Instants
import JSON
import PlainText

/// The events of a session as sentences, so short that the story of one fits on a screen. `ra audit show NUMBER` and
/// `--json` give what is left out here.
enum StoryWords {
    /// What was done at the steps stands in the outcome, and that a decision was followed in the intent.
    static func isLeftOut(_ event: JSONValue) -> Bool {
        guard event["event"] == "fact.answered", let key = event["details"]?["key"]?.string else { return false }
        return key.hasPrefix("step.") || key == "decision.follow"
    }

    /// Nil for an event that has no sentence of its own.
    ///
    /// - Parameter hasBegun: an intent came before it in its session. Earlier a card that goes or comes stops nothing.
    static func sentence(_ event: JSONValue, hasBegun: Bool) -> String? {
        let details = event["details"]
        func detail(_ key: String) -> String? { details?[key].flatMap(word) }
        switch event["event"]?.string {
        case "preflight.run":
            let blockers = details?["blockers"]?.array?.compactMap(word) ?? []
            // Where a person ran it, earlier versions stored no blockers, only a verdict for each job.
            let jobs = (details?["ready"]?.object ?? [:]).filter { $0.value == false }.keys.sorted()
            let against = blockers.isEmpty ? jobs : blockers
            return "Preflight: " + (against.isEmpty ? "ready" : "not ready, " + against.joined(separator: ", "))
        case "session.started": return "Session begins: \(word(event["action"]) ?? "?")"
        case "session.ended":
            let reason = detail("reason").map { " (\($0))" } ?? ""
            let later = details?["followUp"]?.array?.compactMap { word($0) ?? word($0["text"]) } ?? []
            return "Session ends: \(detail("outcome") ?? "?")\(reason)"
                + (later.isEmpty ? "" : "; to be done later: " + later.joined(separator: "; "))
        case "card.read":
            let who = detail("uuid") ?? "no UUID"
            let problems = details?["problems"]?.array?.compactMap(word) ?? []
            return "\(detail("role") == "operator" ? "Operator's" : "Holder's") card \(who): "
                + ([lock(detail("lock")), expiry(event["expiresAt"])].compactMap { $0 } + problems)
                .joined(separator: ", ")
        case "fact.answered": return "Answer: \(detail("key") ?? "?") = \(detail("value") ?? "don't know")"
        case "fact.withdrawn": return "Taken back: \(detail("key") ?? "?")"
        case "decision.taken":
            let reasons = event["reasons"]?.array?.compactMap(word) ?? []
            return "Decision: \(word(event["route"]) ?? "?")"
                + (reasons.isEmpty ? "" : ", because of " + reasons.joined(separator: ", "))
        case "intent": return "Intent: \(EventWords.route(event) ?? "?")"
        case "outcome":
            let code = detail("errorCode").map { ", CIM shows \($0)" } ?? ""
            let reason = detail("reason").map { " (\($0))" } ?? ""
            let route = EventWords.route(event).map { " of \($0)" } ?? ""
            return "Outcome\(route): \(word(event["outcome"]) ?? "?")\(reason)\(code)\(change(event))"
        case "refusal":
            guard let code = detail("guard") else { return "Refused: \(detail("reason") ?? "?")" }
            return "\(hasBegun ? "Stopped" : "Waited, nothing had begun"): \(code)"
        case "session.resumed": return "\(hasBegun ? "Put right" : "Went on"): \(detail("guard") ?? "?")"
        case "session.laidAside": return "Laid aside\(detail("reason").map { " (\($0))" } ?? "")"
        case "session.takenUp": return "Taken up again"
        case "cards.left":
            return "Cards left in: \((event["readers"]?.array ?? []).compactMap(word).joined(separator: "; "))"
        default: return nil
        }
    }

    /// What the card showed before and after.
    private static func change(_ event: JSONValue) -> String {
        var changes: [String] = []
        let details = event["details"]
        if let before = details?["lockBefore"]?.string, let after = details?["lockAfter"]?.string, before != after {
            changes.append("\(lock(before) ?? "?") before, \(lock(after) ?? "?") after")
        }
        func earliest(_ key: String) -> String? {
            event["certificates"]?[key]?.array?.compactMap { $0["notAfter"]?.string }.min()
        }
        if let before = earliest("before"), let after = earliest("after"), before != after {
            changes.append(
                [expiry(.string(before)), expiry(.string(after))].compactMap { $0 }.joined(separator: ", now "))
        }
        return changes.isEmpty ? "" : ": " + changes.joined(separator: "; ")
    }

    private static func lock(_ state: String?) -> String? {
        switch state {
        case "locked": "locked"
        case "usable": "not locked"
        default: state == nil ? nil : "lock unknown"
        }
    }

    private static func expiry(_ value: JSONValue?) -> String? {
        guard let instant = value?.string.flatMap({ UTCInstant(rfc3339: $0) }) else { return nil }
        return "expires \(LondonTime.date(instant).longText)"
    }

    private static func word(_ value: JSONValue?) -> String? {
        switch value {
        case .string(let text)?: "\(SafeText(text))"
        case .bool(let flag)?: flag ? "yes" : "no"
        case .integer(let number)?: String(number)
        default: nil
        }
    }
}
