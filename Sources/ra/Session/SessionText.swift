import CardIdentity
import DeskSession
import Handbook

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
        case .raised(let raised): ["", "STOP"] + wrapped(raised.text, "  ")
        case .restored(let code): wrapped("Put right: " + GuardText.putRight(code), "")
        case .ask(let question): asked(question)
        case .rejected(let rejection): wrapped(rejection.message, "! ")
        case .read, .record, .end: []
        }
    }

    /// - Parameter story: the command that shows the session; nil where there will be nothing to show.
    func lines(for receipt: SessionReceipt, story: String?) -> [String] {
        let isRecorded = receipt.end.isRecorded
        let rows = [
            ("Outcome", ReceiptText.words(for: receipt.end.outcome) + (isRecorded ? "" : " (NOT RECORDED)")),
            ("Route", receipt.end.route?.rawValue ?? "none decided"), ("Session", receipt.session),
            ("Checkpoint", receipt.checkpoint ?? (isRecorded ? "none: see ra audit verify" : "none")),
        ]
        var lines = ["", "RECEIPT"]
        lines += rows.flatMap { wrapped($0.1, "  \($0.0): ") }
        if isRecorded, let story { lines += wrapped("\(story) shows the whole session.", "  ") }
        let cards = cardIsOwn ? "your card" : "both cards"
        lines += wrapped("Log out of CIM. Take out \(cards); leave none in an unattended computer.", "  ")
        if let ticket = receipt.end.ticket {
            lines += ["", "TEXT FOR THE TICKET (--ticket FILE saves it)"]
            lines += ticket.split(separator: "\n").flatMap { wrapped(String($0), "  ") }
        }
        if !isRecorded {
            let trouble = receipt.end.trouble.map { " \(SafeText($0))" } ?? ""
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
        var lines = [""]
        if let step = question.step {
            lines += stepLines(step)
        } else {
            lines += wrapped(question.text, "? ")
            lines += wrapped("Why: " + question.why, "  ")
        }
        if case .choice(let choices) = question.form {
            for (index, choice) in choices.enumerated() { lines += wrapped(choice.label, "  \(index + 1)  ") }
        }
        return lines
    }

    private func stepLines(_ step: StepToTake) -> [String] {
        let isSecret = step.text.lowercased().contains("passcode")
        let isForAnother = step.isForHolder && !cardIsOwn
        let turn = isForAnother ? "THE HOLDER'S TURN." + (isSecret ? " Operator: look away." : "") : "your turn"
        return step.remarks.flatMap { wrapped($0, "  Note: ") }
            + wrapped("Step \(step.number) of \(step.count): \(turn)", "") + wrapped(step.text, "  ")
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
            + wrapped("\(question.typedExpectation)\(unknown) Type stop to end the session.", "  ")
    }

    /// The short line before the cursor.
    static func marker(for question: Question) -> String {
        let unknown = question.allowsUnknown ? ", d for don't know" : ""
        let form =
            switch question.form {
            case .yesNo: "y or n"
            case .choice(let choices): "1 to \(choices.count)"
            case .step: "done, failed, or CIM's error code"
            case .date: "a date, such as 31/03/2027"
            case .uuid: "twelve digits"
            case .emailAddress: "an address"
            case .number: "a number"
            }
        return "  \(form)\(unknown), stop to end: "
    }

    private func wrapped(_ text: String, _ indent: String) -> [String] {
        Wrapped(text, indent: indent, width: width).lines
    }

    private func owner(_ role: CardRole) -> String {
        role == .operator || cardIsOwn ? "Your" : "The holder's"
    }
}

enum ReceiptText {
    static func words(for outcome: SessionOutcome) -> String {
        switch outcome {
        case .verified: "verified: the card shows it"
        case .confirmedByOperator: "confirmedByOperator: you say so; the card can't show it"
        case .failed: "failed"
        case .abandoned: "abandoned: ended before it was done"
        case .refused: "refused: not gone on with"
        case .advised: "advised: told what to do next"
        case .notVerified: "notVerified: the card doesn't show it"
        }
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
