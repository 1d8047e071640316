import CallGuide
import Handbook
import Instants
import PlainText

/// An answer for people: whom to ring now first, then what to try, then who has to hear of it.
struct CallText {
    let width: Int

    func answer(_ answer: CallAnswer, _ guide: SupportGuide) -> String {
        let place = answer.site.map { guide.site($0)?.name ?? $0 }
        var lines = wrapped(
            [answer.problem?.what ?? answer.system.what, place].compactMap(\.self).joined(separator: ", at ")
                .capitalizedFirst + ".")
        lines += wrapped("\(LondonTime.text(answer.at)), London time. \(answer.digitalSupport.sentence)") + [""]
        lines += contacts(answer)
        if !answer.tryFirst.isEmpty {
            let numbered = answer.tryFirst.enumerated().map { (String($0.offset + 1), $0.element) }
            lines += block("TRY FIRST", numbered)
        }
        lines += block("INFORM", answer.inform.map { ("-", "\($0.who): \($0.how), \($0.when).") })
        lines += block(
            "IF IT CAN'T BE PUT RIGHT AND HURTS THE SERVICE",
            [("-", answer.escalate.joined(separator: ", then ") + ".")])
        lines += block("ALWAYS", [("-", answer.record)])
        lines += block("GOOD TO KNOW", answer.notes.map { ("-", $0) })
        lines += block("NOTE", answer.warnings.filter { $0 != .nobodyNow }.map { ("-", $0.sentence) })
        lines += wrapped("From: " + sources(of: answer))
        return lines.joined(separator: "\n") + "\n"
    }

    private func contacts(_ answer: CallAnswer) -> [String] {
        let open = answer.contacts.filter(\.state.isOpen)
        guard let first = open.first(where: { $0.contact.kind == .phone }) ?? open.first else { return [] }
        var lines: [String] = []
        if answer.warnings.contains(.nobodyNow) { lines += wrapped(CallWarning.nobodyNow.sentence) + [""] }
        lines += [first.contact.kind.heading, ""] + wrapped(first.contact.how, indent: "    ") + [""]
        lines += wrapped(first.contact.who + "." + first.contact.details, indent: "    ")
        if !first.hoursSentence.isEmpty { lines += wrapped(first.hoursSentence, indent: "    ") }
        lines += [""]
        lines += block("ALSO OPEN", open.filter { $0 != first }.map { ("-", $0.sentence) })
        return lines + block("CLOSED NOW", answer.contacts.filter { !$0.state.isOpen }.map { ("-", $0.sentence) })
    }

    func list(_ guide: SupportGuide, older: Bool) -> String {
        let systems = guide.listed(older: older)
        var lines = block(
            "SYSTEMS: ra call SYSTEM",
            systems.map { ($0.id, $0.what + ($0.isOlder ? " (older, H9)" : "")) })
        lines += block("PROBLEMS: ra call --problem ID", guide.problems.map { ($0.id, $0.what) })
        lines += block("SITES: --site SITE", guide.sites.map { ($0.id, $0.name) })
        return lines.dropLast().joined(separator: "\n") + "\n"
    }

    private func sources(of answer: CallAnswer) -> String {
        var seen: [Citation] = []
        let cited = answer.contacts.map(\.contact.citation) + answer.inform.map(\.citation)
        for citation in cited + (answer.tryFirst.isEmpty ? [] : [answer.stepsCitation]) where !seen.contains(citation) {
            seen.append(citation)
        }
        return seen.map { "\($0.source)\($0.isOlder ? " (older)" : ""), \($0.section)" }.joined(separator: "; ") + "."
    }

    private func wrapped(_ text: String, indent: String = "") -> [String] {
        Wrapped(text, indent: indent, width: width).lines
    }

    private func block(_ heading: String, _ items: [(label: String, text: String)]) -> [String] {
        guard let room = items.map(\.label.count).max() else { return [] }
        var lines = [heading]
        for (label, text) in items {
            // In a narrow window a long name gets a line of its own.
            if room > width / 2 {
                lines += ["  " + label] + wrapped(text, indent: "      ")
            } else {
                lines += wrapped(text, indent: "  " + label + String(repeating: " ", count: room - label.count + 2))
            }
        }
        return lines + [""]
    }
}

extension ContactKind {
    /// What to do, above the number or the address.
    var heading: String {
        switch self {
        case .phone: "RING NOW"
        case .form: "SEND THE FORM"
        case .portal: "OPEN THE PORTAL"
        case .email: "WRITE"
        case .role: "TURN TO"
        case .command: "ON THIS COMPUTER"
        case .page: "OPEN"
        }
    }
}
