/// What is waited for: the contract's word, where it has one, and what a person is told.
public struct Wait: Hashable, Sendable {
    public enum Code: String, Hashable, Sendable, CaseIterable {
        case operatorCard = "operator.card"
        case operatorBack = "operator.back"
        case holderCard = "holder.card"
        case holderBack = "holder.back"
        case anotherCard = "another.card"
        case cardsOut = "cards.out"
    }

    public var code: Code?
    public var text: String

    public init(code: Code?, text: String) {
        self.code = code
        self.text = text
    }
}

/// What comes next.
enum Stage: Hashable, Sendable {
    case ask(Question)
    case wait(Wait)
    case read(ReadingPurpose, Insertion)
    /// The same, at that time since the session began; given up at the deadline, where there is one.
    case readAt(ReadingPurpose, Insertion, Duration, deadline: Duration? = nil)
    case intend(Plan)
    case conclude(SessionOutcome, Evidence)
    case end(SessionOutcome, reason: String?)

    static let noReaderText = "There is no card reader. Plug one in; the session goes on by itself."
    static let noReader = Stage.wait(Wait(code: nil, text: noReaderText))

    static func mute(_ insertion: Insertion, _ code: Wait.Code) -> Stage {
        .wait(
            Wait(
                code: code,
                text: "The card in \(insertion.reader) doesn't answer. Take it out, check that it is the right way "
                    + "round, chip first, and insert it again."))
    }

    static func wait(_ code: Wait.Code?, _ text: String) -> Stage { .wait(Wait(code: code, text: text)) }

    /// The next card that goes in is to be the operator's.
    var seeksOperator: Bool {
        switch self {
        case .wait(let wait): wait.code == .operatorCard
        case .read(.operator, _), .readAt(.operator, _, _, _): true
        default: false
        }
    }
}
