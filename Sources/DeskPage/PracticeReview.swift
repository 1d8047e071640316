import DeskSession
import Handbook

/// What somebody who practised takes away: what went well, and what to look up.
public struct PracticeReview: Hashable, Sendable {
    public let wentWell: [String]
    public let lookUps: [String]

    public init(_ standing: Standing, _ receipt: SessionReceipt) {
        var well: [String] = []
        if receipt.end.outcome.isGood { well.append("You brought it to its end.") }
        let notTaken = standing.stumbles.contains { $0.kind == .notTaken }
        if !notTaken { well.append("Every answer was taken at once.") }
        if !standing.guardsSeen.isEmpty, receipt.end.outcome.isGood {
            let names = standing.guardsSeen.map(GuardTitle.of).joined(separator: ", ")
            well.append("It stopped, and you put it right: \(names).")
        }
        if standing.holderHadTurn { well.append("The holder had a turn of their own, and nobody looked.") }
        if receipt.end.isRecorded { well.append("All of it is in the log of this practice.") }
        wentWell = well

        var lookUps = standing.stumbles.map { stumble in
            let what = Question.words(for: stumble.key)
            let how =
                switch stumble.kind {
                case .notTaken: "an answer wasn't taken."
                case .notKnown: "you didn't know."
                case .takenBack: "you changed your answer."
                }
            return ["\(what): \(how)", stumble.why].compactMap(\.self).joined(separator: " ")
        }
        if !receipt.end.outcome.isGood, let decision = standing.decision {
            let sources = DecisionText.sources(of: decision).joined(separator: "; ")
            lookUps.append("It didn't come to a good end. The decision rests on: \(sources).")
        }
        self.lookUps = lookUps
    }
}
