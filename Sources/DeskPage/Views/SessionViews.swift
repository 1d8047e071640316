import CardIdentity
import DeskSession
import Handbook
import JSON
import NextSteps
import PCSC
import PageFoundation
import PlainText
import Workplace

/// What a guided session shows at a moment. It decides nothing: every sentence is the session's own.
struct SessionViews {
    let frame: Frame
    let workflow: Workflow
    let session: String
    let standing: Standing
    /// What forms are for.
    let asking: String
    /// Counts what was shown.
    let version: Int
    let readers: [String: JSONValue]
    let calls: RouteCalls
    /// Somebody reads who can't be kept up to date, and wants to act while the session waits.
    var isStill = false

    private var job: String { workflow.rawValue.capitalizedFirst }

    var view: PageView {
        if let receipt = standing.receipt { return ReceiptView(self, receipt).view }
        if let failure = standing.failure {
            return frame.message(
                "The session can't go on", [failure, "What was recorded stays in the log."],
                link: ("/", "Back to the desk"))
        }
        guard standing.guards.isEmpty, let question = standing.question, !standing.isAnswered else { return waiting }
        if !question.steps.isEmpty { return steps(question) }
        if question.key == "decision.follow", let decision = standing.decision {
            return self.decision(decision, question)
        }
        return self.question(question)
    }

    // MARK: Questions

    private func question(_ question: Question) -> PageView {
        let choices = AnswerChoices(question, isWrong: standing.rejection != nil)
        return live(
            "question", title: title(SessionViews.name(of: question)),
            asked(question).merging([
                "why": .string(question.why), "choices": .array(choices.choices),
                "fieldFirst": choices.field ?? .null, "fieldLast": .null,
                "hasOr": .bool(choices.field != nil && !choices.choices.isEmpty), "turn": "operator",
            ]) { $1 })
    }

    /// A question for the window's title, which others may see and the browser keeps: without a UUID.
    private static func name(of question: Question) -> String {
        let words = Question.words(for: question.key)
        return words == question.key ? question.text : words
    }

    private func decision(_ decision: Decision, _ question: Question) -> PageView {
        let text = DecisionText(decision)
        let reasons: [JSONValue] = text.paragraphs.dropFirst().map { paragraph in
            [
                "reasonName": .string(paragraph.indent.filter { $0 != ":" }.trimmed),
                "reasonText": .string(paragraph.text.capitalizedFirst),
            ]
        }
        let sources = DecisionText.sources(of: decision)
        let contacts = calls.sentences(for: decision.route)
        let sentence = decision.sentence.capitalizedFirst
        return live(
            "decision", title: title(sentence),
            asked(question).merging([
                "route": .string(decision.route.rawValue), "decisionText": .string(sentence),
                "reasons": .array(reasons), "hasReasons": .bool(!reasons.isEmpty),
                "sources": .array(sources.map(JSONValue.string)), "hasSources": .bool(!sources.isEmpty),
                "contacts": .array(contacts.map(JSONValue.string)), "hasContacts": .bool(!contacts.isEmpty),
                "choices": .array(AnswerChoices(question, isWrong: standing.rejection != nil).choices),
                "turn": "operator", "why": .null,
            ]) { $1 })
    }

    private func steps(_ question: Question) -> PageView {
        let steps = question.steps
        let isForAnother = steps.contains(where: \.isForHolder) && !standing.cardIsOwn
        let isHolders = isForAnother && steps.allSatisfy(\.isForHolder)
        let isSecret = steps.contains { ($0.text + $0.remarks.joined()).lowercased().contains("passcode") }
        let numbers = steps.map { String($0.number) }
        let last = steps.last.map(\.number) ?? 0
        var members = asked(question)
        members["steps"] = .array(steps.map { self.step($0, namesHolder: isForAnother && !isHolders) })
        members["stepNumbers"] = .string(numbers.joined(separator: " "))
        members["turn"] = isHolders ? "holder" : "operator"
        members["codes"] = .array(
            ErrorCode.listed.map { code, meaning in
                let name = code == ErrorCode.readingProblem ? meaning : "\(code): \(meaning)"
                return ["code": .string(code), "codeText": .string(name)]
            })
        guard isHolders else {
            members["stepsTitle"] =
                .string(isForAnother ? "At the other computer, both of you" : "Your turn: in Care Identity Management")
            let first = numbers.first ?? ""
            let range = numbers.count == 1 ? "Step \(first)" : "Steps \(first) to \(last)"
            members["stepsProgress"] = .string("\(range) of \(steps.last?.count ?? last)")
            members["doneText"] = .string(numbers.count == 1 ? "Done" : "Done, all of them")
            return live("steps", title: title("Your turn"), members)
        }
        members["stepsTitle"] = "Holder's turn"
        members["stepsProgress"] = ""
        members["doneText"] = "Done: give it back"
        members["operatorText"] = .string(isSecret ? "Operator: look away" : "Operator: read this out")
        // What stands beside the steps is the operator's.
        members["operatorRemarks"] = .array(steps.flatMap(\.remarks).map(JSONValue.string))
        members["onlyThere"] = .string(
            "In the window of Care Identity Management"
                + (isSecret ? ", never on this page. Tell the passcode to nobody." : ".")
                + " Then come back to this page.")
        return live("holder", title: "Holder's turn: \(job)", icon: .holder, isHoldersTurn: true, members)
    }

    private func step(_ step: StepToTake, namesHolder: Bool) -> JSONValue {
        [
            "number": .integer(Int64(step.number)), "text": .string(said(step.text, step.next)),
            "isForHolder": .bool(namesHolder && step.isForHolder),
            "remarks": .array(step.remarks.map(JSONValue.string)),
        ]
    }

    /// With how it is done here.
    private func said(_ text: String, _ next: NextStep?) -> String { next.map { "\(text) \($0.sentence)" } ?? text }

    // MARK: Waiting

    private var waiting: PageView {
        let own = standing.guards.contains(where: \.isAboutOwnCard) || standing.rejection?.isAboutOwnCard == true
        let wait = standing.guards.isEmpty ? standing.wait?.text ?? "One moment." : nil
        let title = standing.guards.last.map { GuardTitle.of($0.code).capitalizedFirst } ?? wait ?? job
        return live(
            "waiting", title: self.title(title), icon: standing.guards.isEmpty ? .wait : .stop,
            refreshes: !isStill,
            readers.merging([
                "turn": .null,
                // The newest first: it has the heading.
                "guards": .array(
                    standing.guards.reversed().enumerated().map { index, raised in
                        [
                            "guardCode": .string(raised.code.rawValue), "isNewest": .bool(index == 0),
                            "guardTitle": .string(GuardTitle.of(raised.code)),
                            "guardText": .string("\(SafeText(raised.text, maximum: 600))"),
                        ]
                    }),
                "ownCardQuestion": own ? "Or is this session about your own card?" : .null,
                "waitTitle": .optional(wait), "waitText": .optional(wait),
                "afterGuard": standing.guards.isEmpty
                    ? .null : "What you answered is kept. The page goes on by itself when this is put right.",
                "stillHref": isStill ? .null : .string(frame.base + "/session?still"),
            ]) { $1 })
    }

    // MARK: Parts

    private func title(_ text: String) -> String {
        let short = text.count > 48 ? String(text.prefix(47)) + "…" : text
        return "\(standing.rejection == nil ? "" : "Error: ")\(short) \(job)"
    }

    private func asked(_ question: Question) -> [String: JSONValue] {
        [
            "questionKey": .string(question.key), "questionText": .string(question.text),
            "hasSheet": .bool(!question.sheet.isEmpty), "sheetTitle": .string(question.sheetTitle),
            "sheet": .array(question.sheet.map { step($0, namesHolder: !standing.cardIsOwn) }),
            "problem": standing.rejection.map {
                ["problemCode": .string($0.code.rawValue), "problemText": .string($0.message)]
            } ?? .null,
        ]
    }

    private func live(
        _ template: String, title: String, icon: Frame.Icon = .turn, refreshes: Bool = false,
        isHoldersTurn: Bool = false, _ members: [String: JSONValue]
    ) -> PageView {
        frame.view(
            template, title: title, icon: icon, asking: asking, identity: identity(of: template), refreshes: refreshes,
            isHoldersTurn: isHoldersTurn,
            [
                "answers": .array(
                    standing.answers.map {
                        [
                            "answerName": .string($0.question), "answerText": .string($0.words),
                            "changeKey": .string($0.key),
                        ]
                    }),
                "hasAnswers": .bool(!standing.answers.isEmpty), "canStop": true, "hasSheet": false, "why": .null,
                "notices": .array(notices.map(\.json)),
            ].merging(members) { $1 })
    }

    /// A question stays the same view while it stands, so that nothing that is typed is lost.
    private func identity(of template: String) -> String {
        template == "waiting" ? "\(asking)-\(version)" : "\(asking)-\(standing.rejections)"
    }

    /// What was said since the last answer.
    private var notices: [PageNotice] {
        var notices = standing.messages.map { message in
            PageNotice(
                kind: message.kind == .warning ? .warn : .plain, title: nil, text: said(message.text, message.next))
        }
        if let trouble = standing.trouble, trouble.code != "failed" {
            notices.append(
                PageNotice(
                    kind: .warn, title: trouble.code,
                    text: trouble.known?.meaning ?? "No source describes \(trouble.code).",
                    items: (trouble.known?.remedies ?? []).filter { $0.audience == .operator }.map(\.text)))
        }
        return notices
    }
}

/// A guard in a few words, for a heading and the window's title.
enum GuardTitle {
    static func of(_ code: GuardCode) -> String {
        switch code {
        case .cardRemoved: "card pulled out"
        case .cardChanged: "another card"
        case .operatorCardRemoved: "your own card is out"
        case .operatorCardChanged: "that isn't your own card"
        case .sameCardTwice: "your own card"
        case .identityConflict: "the card names two people"
        case .cardsExchanged: "the cards are exchanged"
        case .readerLost: "a reader is unplugged"
        case .serviceLost: "the card service doesn't answer"
        }
    }
}

extension String {
    fileprivate var trimmed: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
