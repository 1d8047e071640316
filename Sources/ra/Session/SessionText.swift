import CardIdentity
import DeskSession
import Handbook
import JSON
import NextSteps
import PlainText
import Workplace

/// A session for people: line by line, one idea a line, nothing that moves, nothing told by colour alone. It reads the
/// same on a screen, through a screen reader, over ssh and in a pipe.
struct SessionText {
    private let width: Int
    private let isSimulated: Bool
    /// Operator and holder are one person.
    var cardIsOwn = false
    private let workflow: Workflow
    private let calls: RouteCalls?

    init(_ workflow: Workflow, width: Int, simulated: Bool, calls: RouteCalls? = nil) {
        self.workflow = workflow
        self.calls = calls
        self.width = simulated ? width - String.simulatedMark.count : width
        isSimulated = simulated
    }

    private static let howToSayOwn = "Type own if it is."

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
        case .report(let role, let report, let isLook):
            // The receipt says what a look came to.
            isLook ? [] : wrapped(words(for: report, role), "  ")
        case .decision(let decision):
            [""] + DecisionText(decision).paragraphs.flatMap { wrapped($0.text, $0.indent) }
                + contacts(for: decision.route)
        case .advise(let steps): adviceLines(steps)
        case .wait(let wait): wrapped(wait.text, "> ")
        case .changed(let key): wrapped("Taken back: \(Question.words(for: key).lowercasedFirst).", "  ")
        case .cardIsOwn:
            wrapped("This session is about your own card. Where a line says 'the holder', that is you.", "  ")
        case .trouble(let code, let known): trouble(code, known)
        case .idle(let minutes):
            wrapped("Nothing has happened for \(minutes) minutes. The session waits for you.", "! ")
        case .raised(let raised):
            [""] + wrapped(raised.text, "STOP: ") + (raised.isAboutOwnCard ? wrapped(Self.howToSayOwn, "  ") : [])
        case .restored(let code): wrapped("Put right: " + GuardText.putRight(code), "")
        case .ask(let question): asked(question)
        case .rejected(let rejection):
            wrapped(rejection.message, "! ") + (rejection.isAboutOwnCard ? wrapped(Self.howToSayOwn, "  ") : [])
        case .read, .record, .end: []
        }
    }

    /// - Parameters:
    ///   - story: the command that shows the session; nil where there will be nothing to show.
    ///   - ticket: the file that the ticket's text is in; nil where it is shown.
    func lines(for receipt: SessionReceipt, story: String?, ticket file: String? = nil) -> [String] {
        let end = receipt.end
        var lines = ReceiptText.sentences(for: end, howToGoOn: "Go on with: ra resume").flatMap { wrapped($0, "") }
        let checkpoint = receipt.checkpoint ?? (end.isRecorded ? "none: see ra audit verify" : "none")
        lines += wrapped("Session \(receipt.session), checkpoint \(checkpoint).", "  ")
        if end.isRecorded, let story { lines += wrapped("The whole session: \(story)", "  ") }
        if !end.followUp.isEmpty {
            lines += [""] + wrapped("For later:", "") + end.followUp.flatMap { wrapped($0, "  - ") }
        }
        if let ticket = end.ticket {
            if let file {
                // On a line of its own, so that the path can be copied.
                lines +=
                    wrapped("Ticket for the Digital Team, in the file:", "  ") + wrapped("\(SafeText(file))", "    ")
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
        case .instruction: wrapped(said(message.text, message.next), "> ")
        case .information: wrapped(said(message.text, message.next), "  ")
        case .warning: wrapped(said(message.text, message.next), "! ")
        }
    }

    /// With how it is done here.
    private func said(_ text: String, _ next: NextStep?) -> String { next.map { "\(text) \($0.sentence)" } ?? text }

    private func asked(_ question: Question) -> [String] {
        var lines = question.sheet.isEmpty ? [] : sheet(question.sheetTitle, question.sheet)
        lines += question.steps.isEmpty ? wrapped(question.text, "? ") : [""] + blockLines(question.steps)
        if case .choice(let choices) = question.form {
            for (index, choice) in choices.enumerated() { lines += wrapped(choice.label, "  \(index + 1)  ") }
        }
        return lines
    }

    func adviceLines(_ steps: [StepToTake]) -> [String] { sheet("What to tell the holder:", steps) }

    func blockLines(_ steps: [StepToTake]) -> [String] {
        let isSecret = steps.contains { $0.text.lowercased().contains("passcode") }
        let isForAnother = steps.contains(where: \.isForHolder) && !cardIsOwn
        // At another computer both have something to do in one go.
        guard !isForAnother || steps.allSatisfy(\.isForHolder) else {
            return Array(sheet("At the other computer:", steps).dropFirst())
        }
        let turn =
            isForAnother
            ? "THE HOLDER'S TURN. Read this out" + (isSecret ? ", and look away while they type." : ".") : "Your turn."
        // The heading says it already.
        let isSaid: (String) -> Bool = { isForAnother && isSecret && $0.hasPrefix("Look away") }
        return wrapped(turn, "")
            + steps.flatMap { step in
                step.remarks.filter { !isSaid($0) }.flatMap { wrapped($0, "  Note: ") }
                    + wrapped(said(step.text, step.next), "  \(step.number)  ")
            }
    }

    private func trouble(_ code: String, _ known: ServiceError?) -> [String] {
        guard let known else { return code == "failed" ? [] : wrapped("No source describes \(code).", "  ") }
        return wrapped("\(code): \(known.meaning)", "  ")
            + known.remedies.filter { $0.audience == .operator }.flatMap { wrapped($0.text, "  - ") }
    }

    /// Several things to read out, to do or to look up elsewhere.
    func sheet(_ title: String, _ steps: [StepToTake]) -> [String] {
        [""] + wrapped(title, "")
            + steps.flatMap { step in
                step.remarks.flatMap { wrapped($0, "  Note: ") }
                    + wrapped(
                        (step.isForHolder && !cardIsOwn ? "Holder: " : "") + said(step.text, step.next),
                        "  \(step.number)  ")
            }
    }

    /// Why a question is asked, what it rests on, and what can be typed.
    func help(for question: Question, decision: Decision?) -> [String] {
        let unknown = question.allowsUnknown ? " Type d if you don't know." : ""
        let sources = question.key == "decision.follow" ? decision.map(DecisionText.sources) ?? [] : []
        return wrapped("Why: " + question.why, "  ")
            + sources.flatMap { wrapped($0, "  Source: ") }
            + wrapped(
                "\(question.typedExpectation)\(unknown) Type back or change to take an answer back, stop to end.", "  ")
    }

    private func contacts(for route: Route) -> [String] {
        let sentences = calls?.sentences(for: route) ?? []
        return sentences.isEmpty ? [] : wrapped("Whom to turn to:", "  ") + sentences.flatMap { wrapped($0, "  - ") }
    }

    /// The short line before the cursor.
    static func marker(for question: Question) -> String {
        let unknown =
            !question.allowsUnknown
            ? "" : question.standard == .null ? ", d or Enter for don't know" : ", d for don't know"
        let standard =
            switch (question.standard, question.form) {
            case (nil, _), (_, .step), (.null?, _): ""
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

    private func words(for report: CardReport, _ role: CardRole) -> String {
        let isHolders = role == .holder || cardIsOwn
        return ReportText(
            report, owner: owner(role), needsPasscode: isHolders, needsDate: isHolders && workflow == .renew
        ).sentences.joined(separator: " ")
    }

    private func owner(_ role: CardRole) -> String {
        role == .operator || cardIsOwn ? "Your" : "The holder's"
    }
}
