import DeskSession
import Handbook
import JSON
import PlainText

/// How a session ended: what the operator takes away.
struct ReceiptView {
    private let session: SessionViews
    private let receipt: SessionReceipt

    init(_ session: SessionViews, _ receipt: SessionReceipt) {
        self.session = session
        self.receipt = receipt
    }

    var view: View {
        let end = receipt.end
        let standing = session.standing
        let sentences = ReceiptText.sentences(for: end, howToGoOn: "Go on with it from the desk.")
        let last = sentences.last ?? ""
        // A heading of its own: what stands before the first full stop.
        let stop = last.firstIndex(of: ".") ?? last.endIndex
        let headline = String(last[..<stop])
        let rest = String(last[stop...].drop { $0 == "." || $0 == " " })
        let isLeft = standing.isWaitingForCardsOut || !standing.cardsLeft.isEmpty
        let wait = standing.wait.flatMap { isLeft ? $0.text : nil }
        let review = session.frame.base.isEmpty ? nil : PracticeReview(standing, receipt)
        let hasStory = session.frame.base.isEmpty
        return session.frame.view(
            "receipt", title: (isLeft ? "Card left in reader: " : "") + headline.lowercased().capitalizedFirst,
            icon: isLeft ? .card : end.outcome.isGood ? .done : .stop, asking: session.asking,
            identity: "\(session.asking)-end-\(session.version)",
            [
                "outcome": .string(end.outcome.rawValue), "outcomeKind": .string(kind),
                "headline": .string(headline.lowercased().capitalizedFirst),
                "headlineText": .string(
                    rest + (end.isRecorded ? "" : " Not recorded: the log doesn't hold all of it.")),
                "routes": .array(
                    zip(end.routes, sentences).map { route, sentence in
                        ["route": .string(route.route.rawValue), "routeText": .string(sentence)]
                    }),
                "hasRoutes": .bool(!end.routes.isEmpty),
                "followUps": .array(end.followUp.map(JSONValue.string)), "hasFollowUps": .bool(!end.followUp.isEmpty),
                "facts": .array(facts), "ticket": .optional(end.ticket), "waitText": .optional(wait),
                "isLeft": .bool(isLeft),
                "deskHref": .string(session.frame.base.isEmpty ? "/" : session.frame.base),
                "storyHref": hasStory ? .string("/log/\(receipt.session)") : .null,
                "hasReview": .bool(review != nil),
                "wentWell": .array(review?.wentWell.map(JSONValue.string) ?? []),
                "lookUps": .array(review?.lookUps.map(JSONValue.string) ?? []),
                "hasLookUps": .bool(review?.lookUps.isEmpty == false),
                "notices": .array(notices.map(\.json)),
            ])
    }

    private var kind: String {
        guard receipt.end.isRecorded else { return "bad" }
        return switch receipt.end.outcome {
        case .verified, .confirmedByOperator, .advised: "good"
        case .laidAside, .abandoned: "open"
        case .failed, .refused, .notVerified: "bad"
        }
    }

    private var notices: [Notice] {
        let left = session.standing.cardsLeft
        guard !left.isEmpty else { return [] }
        return [
            Notice(
                kind: .bad, title: "A card was left in a reader",
                text: "Take it out now: \(left.map { "\(SafeText($0))" }.joined(separator: "; ")).")
        ]
    }

    private var facts: [JSONValue] {
        let facts: [(String, String?)] = [
            ("Session", receipt.session), ("Checkpoint", receipt.checkpoint ?? "None"),
            ("Holder's card", receipt.end.subject.map { "UUID \($0)" }),
            ("Operator", session.standing.operatorUUID.map { "UUID \($0)" }), ("Workstation", session.frame.place),
            ("Rules", session.standing.decision?.ruleSet),
        ]
        return facts.compactMap { name, text in
            text.map { ["factName": .string(name), "factText": .string($0)] }
        }
    }
}
