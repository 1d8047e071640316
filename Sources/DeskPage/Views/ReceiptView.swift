import DeskSession
import Handbook
import JSON
import PageFoundation
import PlainText

/// How a session ended: what the operator takes away.
struct ReceiptView {
    private let session: SessionViews
    private let receipt: SessionReceipt

    init(_ session: SessionViews, _ receipt: SessionReceipt) {
        self.session = session
        self.receipt = receipt
    }

    var view: PageView {
        let end = receipt.end
        let standing = session.standing
        // That something isn't recorded is said once, below.
        var told = end
        told.isRecorded = true
        let sentences = ReceiptText.sentences(for: told, howToGoOn: "Go on with it from the desk.")
        let (headline, rest) = ReceiptView.parts(sentences.last ?? "")
        let isLeft = standing.isWaitingForCardsOut || !standing.cardsLeft.isEmpty
        let wait = standing.wait.flatMap { isLeft ? $0.text : nil }
        let review = session.frame.base.isEmpty ? nil : PracticeReview(standing, receipt)
        let hasStory = session.frame.base.isEmpty
        return session.frame.view(
            "receipt", title: (isLeft ? "Card left in reader: " : "") + headline,
            icon: isLeft ? .card : end.outcome.isGood ? .done : .stop, asking: session.asking,
            identity: "\(session.asking)-end-\(session.version)",
            [
                "outcome": .string(end.outcome.rawValue), "outcomeKind": .string(kind),
                "headline": .string(headline),
                "headlineText": .string(
                    rest + (end.isRecorded ? "" : " Not recorded: the log doesn't hold all of it.")),
                // One route is told by the heading.
                "onlyRoute": end.routes.count == 1 ? .string(end.routes[0].route.rawValue) : .null,
                "routes": .array(end.routes.count == 1 ? [] : zip(end.routes, sentences).map(ReceiptView.route)),
                "hasRoutes": .bool(end.routes.count > 1),
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

    /// What stands before the first full stop, for a heading without capitals that shout, and the rest.
    private static func parts(_ sentence: String) -> (headline: String, rest: String) {
        let stop = sentence.firstIndex { $0 == "." || $0 == ":" } ?? sentence.endIndex
        return (
            sentence[..<stop].lowercased().capitalizedFirst, String(sentence[stop...].drop { ".: ".contains($0) })
        )
    }

    private static func route(_ route: RouteResult, _ sentence: String) -> JSONValue {
        let (headline, rest) = parts(sentence)
        return ["route": .string(route.route.rawValue), "routeText": .string("\(headline). \(rest)")]
    }

    private var kind: String {
        guard receipt.end.isRecorded else { return "bad" }
        return switch receipt.end.outcome {
        case .verified, .confirmedByOperator, .advised: "good"
        case .laidAside, .abandoned: "open"
        case .failed, .refused, .notVerified: "bad"
        }
    }

    private var notices: [PageNotice] {
        let left = session.standing.cardsLeft
        guard !left.isEmpty else { return [] }
        return [
            PageNotice(
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
