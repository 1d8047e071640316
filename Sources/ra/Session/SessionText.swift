import CardIdentity
import DeskSession
import Handbook
import JSON

/// A session for people: line by line, one idea a line, nothing that moves, nothing told by colour alone. It reads the
/// same on a screen, through a screen reader, over ssh and in a pipe.
struct SessionText {
    private let width: Int
    private let isSimulated: Bool
    /// Operator and holder are one person.
    private let cardIsOwn: Bool
    private let calls: RouteCalls?

    init(width: Int, simulated: Bool, cardIsOwn: Bool, calls: RouteCalls? = nil) {
        self.calls = calls
        self.width = simulated ? width - String.simulatedMark.count : width
        isSimulated = simulated
        self.cardIsOwn = cardIsOwn
    }

    func marked(_ line: String) -> String {
        isSimulated && !line.isEmpty ? .simulatedMark + line : line
    }

    func lines(for effect: SessionEffect) -> [String] {
        switch effect {
        case .say(let message): said(message)
        case .card(let role, let movement, let reader, _, let uuid):
            movement == .removed || uuid == nil
                ? wrapped("\(owner(role)) card: \(movement == .removed ? "out of" : "in") \(SafeText(reader)).", "  ")
                : []
        case .report(let role, let report):
            [""] + ReportText(report, owner: owner(role)).sentences.flatMap { wrapped($0, "  ") }
        case .decision(let decision):
            [""] + DecisionText(decision).paragraphs.flatMap { wrapped($0.text, $0.indent) }
                + (calls?.sentences(for: decision.route) ?? []).flatMap { wrapped($0, "  Whom to turn to: ") }
        case .advise(let steps): advice(steps)
        case .wait(let wait): [""] + wrapped(wait.text, "> ")
        case .changed(let key): wrapped("Taken back: \(key).", "  ")
        case .trouble(let code, let known): trouble(code, known)
        case .idle(let minutes):
            wrapped("Nothing has happened for \(minutes) minutes. The session waits for you.", "! ")
        case .raised(let raised): ["", "STOP"] + wrapped(raised.text, "  ")
        case .restored(let code): wrapped("Put right: " + GuardText.putRight(code), "")
        case .ask(let question): asked(question)
        case .rejected(let rejection): wrapped(rejection.message, "! ")
        case .read, .record, .end: []
        }
    }

    /// - Parameters:
    ///   - story: the command that shows the session; nil where there will be nothing to show.
    ///   - ticketFile: where the ticket's text is; nil where it is shown.
    func lines(for receipt: SessionReceipt, story: String?, ticketFile: String? = nil) -> [String] {
        let end = receipt.end
        var lines = [""] + ReceiptText.sentences(for: end, cardIsOwn: cardIsOwn).flatMap { wrapped($0, "") }
        let checkpoint = receipt.checkpoint ?? (end.isRecorded ? "none: see ra audit verify" : "none")
        lines += wrapped(receipt.session, "  Session: ") + wrapped(checkpoint, "  Checkpoint: ")
        if end.isRecorded, let story { lines += wrapped("\(story) shows the whole session.", "  ") }
        if !end.followUp.isEmpty {
            lines += [""] + wrapped("For later:", "") + end.followUp.flatMap { wrapped($0, "  - ") }
        }
        if let ticket = end.ticket {
            if let ticketFile {
                lines += wrapped("\(SafeText(ticketFile))", "  Ticket for the Digital Team: ")
            } else {
                lines += ["", "TEXT FOR THE TICKET (--ticket FILE saves it)"]
                lines += ticket.split(separator: "\n").flatMap { wrapped(String($0), "  ") }
            }
        }
        if !end.isRecorded {
            let trouble = end.trouble.map { " \(SafeText($0))" } ?? ""
            lines +=
                [""] + wrapped("NOT RECORDED: the audit log doesn't hold all of this session.\(trouble)", "! ")
                + wrapped("Write down the session, the time and the outcome, and tell the RA manager.", "! ")
        }
        return lines
    }

    private func said(_ message: Message) -> [String] {
        switch message.kind {
        case .heading: [""] + wrapped(message.text, "")
        case .instruction: [""] + wrapped(message.text, "> ")
        case .information: wrapped(message.text, "  ")
        case .warning: wrapped(message.text, "! ")
        }
    }

    private func asked(_ question: Question) -> [String] {
        var lines = question.sheet.isEmpty ? [""] : advice(question.sheet) + [""]
        if !question.steps.isEmpty {
            lines += blockLines(question.steps)
        } else {
            lines += wrapped(question.text, "? ")
            lines += wrapped("Why: " + question.why, "  ")
        }
        if case .choice(let choices) = question.form {
            for (index, choice) in choices.enumerated() { lines += wrapped(choice.label, "  \(index + 1)  ") }
        }
        return lines
    }

    private func blockLines(_ steps: [StepToTake]) -> [String] {
        let isSecret = steps.contains { $0.text.lowercased().contains("passcode") }
        let isForAnother = steps.contains(where: \.isForHolder) && !cardIsOwn
        let turn = isForAnother ? "THE HOLDER'S TURN." + (isSecret ? " Operator: look away." : "") : "Your turn."
        return wrapped(turn, "")
            + steps.flatMap { step in
                step.remarks.flatMap { wrapped($0, "  Note: ") } + wrapped(step.text, "  \(step.number)  ")
            }
    }

    private func trouble(_ code: String, _ known: ServiceError?) -> [String] {
        guard let known else { return code == "failed" ? [] : wrapped("No source describes \(code).", "  ") }
        return wrapped("\(code): \(known.meaning)", "  ")
            + known.remedies.filter { $0.audience == .operator }.flatMap { wrapped($0.text, "  - ") }
    }

    private func advice(_ steps: [StepToTake]) -> [String] {
        ["", cardIsOwn ? "What to do:" : "What to do, and to tell the holder:"]
            + steps.flatMap { step in
                step.remarks.flatMap { wrapped($0, "  Note: ") }
                    + wrapped((step.isForHolder && !cardIsOwn ? "Holder: " : "") + step.text, "  \(step.number)  ")
            }
    }

    func help(for question: Question) -> [String] {
        let unknown = question.allowsUnknown ? " Type d if you don't know." : ""
        return wrapped("Why: " + question.why, "  ")
            + wrapped(
                "\(question.typedExpectation)\(unknown) Type back or change to take an answer back, stop to end.", "  ")
    }

    /// The short line before the cursor.
    static func marker(for question: Question) -> String {
        let unknown = question.allowsUnknown ? ", d for don't know" : ""
        let standard =
            switch (question.standard, question.form) {
            case (nil, _), (_, .step): ""
            case (.null?, _): ", Enter for don't know"
            case (.bool(let flag)?, _): ", Enter for \(flag ? "yes" : "no")"
            case (let value?, .choice(let choices)):
                ", Enter for \((choices.firstIndex { .string($0.value) == value } ?? 0) + 1)"
            default: ""
            }
        let form =
            switch question.form {
            case .yesNo: "y or n"
            case .choice(let choices): "1 to \(choices.count)"
            case .step: "Enter when done, n if not, or CIM's code"
            case .date: "a date, such as 31/03/2027"
            case .uuid: "twelve digits"
            case .emailAddress: "an address"
            case .number: "a number"
            }
        return "  \(form)\(unknown)\(standard) (? back stop): "
    }

    private func wrapped(_ text: String, _ indent: String) -> [String] {
        Wrapped(text, indent: indent, width: width).lines
    }

    private func owner(_ role: CardRole) -> String {
        role == .operator || cardIsOwn ? "Your" : "The holder's"
    }
}

enum GuardText {
    static func putRight(_ code: GuardCode) -> String {
        switch code {
        case .cardRemoved: "a card is in the holder's reader."
        case .cardChanged, .sameCardTwice, .identityConflict: "that card is out."
        case .operatorCardRemoved, .operatorCardChanged: "a card like your own is back."
        case .cardsExchanged: "both cards are where they were."
        case .readerLost: "the reader is back."
        case .serviceLost: "the PC/SC service is back."
        }
    }
}
