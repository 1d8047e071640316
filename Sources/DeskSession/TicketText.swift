import CardIdentity
import Handbook
import Instants

/// What a ticket for the Digital Team would say: the UUID and no other personal data.
struct TicketText {
    var workflow: Workflow
    var route: Route
    var subject: String?
    var readers: [String]
    var startedAt: UTCInstant
    var endedAt: UTCInstant
    var errorCode: String?
    /// The steps that were taken, and the answer to each.
    var steps: [(text: String, answer: String)]
    var card: String?

    var text: String {
        var lines = [
            "Smartcard trouble: \(workflow.rawValue), \(route.rawValue)",
            "Holder's UUID: \(subject ?? "not known")",
            "From \(LondonTime.text(startedAt)) to \(LondonTime.text(endedAt)) (London time)",
            "Readers: \(readers.isEmpty ? "none" : readers.joined(separator: "; "))",
            "Error code in CIM: \(errorCode ?? blank)",
        ]
        if let card { lines.append("Card: \(card)") }
        lines.append(steps.isEmpty ? "Steps taken: none" : "Steps taken:")
        lines += steps.enumerated().map { "  \($0.offset + 1). \($0.element.text) -> \($0.element.answer)" }
        lines += ["To be added by hand: the computer's asset number, the room, the effect on the service."]
        return lines.joined(separator: "\n") + "\n"
    }

    /// A code of another form isn't taken at a step, so there may be one to add.
    private var blank: String {
        steps.contains { $0.answer == "failed" } ? "____________ (if one was shown, write it here)" : "none shown"
    }

    static func words(for report: CardReport) -> String {
        let passcode =
            switch report.passcode.state {
            case .locked: "locked"
            case .usable: "not locked"
            case .unknown: "not known whether it is locked"
            }
        let certificates =
            switch report.renewal.state {
            case .notDue: "not due for renewal"
            case .due: "due for renewal"
            case .expired: "expired"
            case .unknown: "not known when it expires"
            }
        return "\(passcode), \(certificates)"
    }
}
