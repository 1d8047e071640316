import CallGuide
import Handbook
import Instants

/// A ticket's text with blanks: what whoever answers will ask (H10, "Call Logging Tips").
struct CallTicket {
    let answer: CallAnswer
    let guide: SupportGuide
    let workstation: String

    var text: String {
        var lines = [
            "Ticket: \(answer.problem?.what ?? answer.system.what)",
            "System: \(answer.system.id)",
            "Site: \(answer.site.map { guide.site($0)?.name ?? $0 } ?? blank)",
            "When: \(LondonTime.text(answer.at)), London time",
            "Written on: \(workstation)",
            "Affected: \(affected)",
            "",
        ]
        lines += guide.preparation.ask.map { "\($0): \(blank)" }
        if !answer.tryFirst.isEmpty {
            lines += ["", "Tried (tick what was done):"] + answer.tryFirst.map { "[ ] \($0)" }
        }
        lines += ["", "Before it is sent:"] + guide.preparation.advice.map { "- \($0)" }
        lines += ["- \(answer.record)", "- Write no passcode or password here.", "", "To:"]
        lines += answer.contacts.map { "- \($0.sentence)" }
        return lines.joined(separator: "\n") + "\n"
    }

    private let blank = "______________________"

    private var affected: String {
        switch answer.impact {
        case .one: "one person or one PC"
        case .site: "a whole site"
        case .everybody: "everybody"
        }
    }

    init(answer: CallAnswer, guide: SupportGuide, workstation: String) {
        self.answer = answer
        self.guide = guide
        self.workstation = workstation
    }
}
