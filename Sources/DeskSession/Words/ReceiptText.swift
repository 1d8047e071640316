import Handbook

/// How a session came out, in plain words. Codes of programs are for `--json`.
public enum ReceiptText {
    /// A sentence for each route, the last one about the end.
    ///
    /// - Parameters:
    ///   - end: how the session ended.
    ///   - howToGoOn: a front end's sentence on how to go on with a session that was laid aside; nil adds none.
    public static func sentences(for end: SessionEnd, howToGoOn: String? = nil) -> [String] {
        let lost = end.isRecorded ? "" : " (NOT RECORDED)"
        var sentences = end.routes.map { sentence($0.route, $0.outcome, end) }
        if end.outcome == .laidAside {
            sentences.append(["LAID ASIDE, not finished.", howToGoOn].compactMap(\.self).joined(separator: " "))
        } else if end.routes.isEmpty {
            sentences.append(end.outcome == .refused ? "NOTHING WAS DONE." : "ENDED. Nothing was done.")
        }
        if let last = sentences.indices.last { sentences[last] += lost }
        return sentences
    }

    private static func sentence(_ route: Route, _ outcome: SessionOutcome, _ end: SessionEnd) -> String {
        let done = route.definition.done
        let card = end.subject.map { "Card \($0)" } ?? "The card"
        return switch outcome {
        case .verified: "\(done). \(card), checked on the card."
        case .confirmedByOperator: "\(done), as you said." + (isOnCard(route) ? " \(card) can't show it." : "")
        case .advised: "TOLD WHAT TO DO: \(route.definition.sentence(end.escalation))"
        case .failed: "NOT \(done)\(alone(route)). It was tried, and it didn't work."
        case .abandoned: "NOT \(done). It was ended before it was done."
        case .notVerified: "NOT SHOWN. \(card) doesn't show that it worked."
        case .refused: "NOTHING WAS DONE."
        case .laidAside: "LAID ASIDE, not finished."
        }
    }

    /// Tells the holder's own try from the one together.
    private static func alone(_ route: Route) -> String {
        route.definition.isForHolderAlone ? " by the holder" : ""
    }

    private static func isOnCard(_ route: Route) -> Bool {
        if case .onCard = route.definition.kind { true } else { false }
    }
}
