import Handbook
import JSON
import WorkstationSettings

/// The keys that a session takes answers to (command-line contract).
public enum SessionKeys {
    /// Facts that the handbook takes as not tried or not overseas while they are unknown (handbook-rules §1), one that the
    /// door tells and one that the readers mostly tell.
    public static let neverAsked = FactKey.allCases.filter { $0.definition.learnt == .unasked }.map(\.rawValue)

    /// The session's own questions, and two facts that it asks for by itself.
    public static let own = QuestionKey.asked.map(\.rawValue)

    /// Said unasked where the operator's own card is found in place of another's.
    public static let ownCard = QuestionKey.ownCard.rawValue
    /// Tells that from the answer to the handbook's question.
    static let ownCardInPlace = 1

    public static func isKnown(_ key: String) -> Bool {
        switch QuestionKey(rawValue: key) {
        case .fact(let fact): fact.definition.question != nil || fact.definition.learnt == .unasked
        case .own, .step, .trouble: true
        case nil: false
        }
    }

    /// The form of a key's answers; nil where it isn't known before the question is asked, or what is told unasked.
    public static func form(of key: String) -> AnswerForm? {
        switch QuestionKey(rawValue: key) {
        case .trouble: return AnswerForm.stepTrouble
        case .step: return .step
        case .fact(let fact): return FactQuestions.form(of: fact)
        case .own(let own):
            let questions: [Question] = [
                .reach, .cimPlace, .loggedIn, .operatorUUID, .holderUUID(because: ""), .result,
                .follow(isAdvice: false), .holderConfirmed(uuid: "", typed: false, isOwn: false),
            ]
            return questions.first { $0.about == .own(own) }?.form
        case nil: return nil
        }
    }

    /// `holder`, in a file that nests its keys.
    public static func isGroup(_ key: String) -> Bool {
        key == "step" || Facts.groups.contains(key) || own.contains { $0.hasPrefix(key + ".") }
    }

    static func isTrouble(_ key: String) -> Bool {
        if case .trouble = QuestionKey(rawValue: key) { true } else { false }
    }

    /// A single value in a file serves once: what it answers to is about one insertion, or one try.
    public static func servesOnce(_ key: String) -> Bool {
        switch QuestionKey(rawValue: key) {
        case .own(.confirmed), .own(.resultTrouble), .trouble: true
        default: false
        }
    }

    /// What a file without the key means; nil where it has to say it.
    public static func absent(_ key: String) -> JSONValue? {
        switch QuestionKey(rawValue: key) {
        case .own(.follow): true
        case .own(.operatorUUID): .null
        case .own(.resultTrouble), .trouble: "giveUp"
        default: nil
        }
    }
}

extension QuestionKey {
    /// In about the order in which they are asked.
    static let asked: [QuestionKey] = [
        .own(.reach), .own(.cim), .own(.loggedIn), .own(.confirmed), .own(.holderUUID), .fact(.cardSeries),
        .own(.operatorUUID), .fact(.workstationSite), .own(.follow), .own(.change), .own(.result), .own(.resultTrouble),
    ]

    static let ownCard = QuestionKey.fact(.holderIsOperator)

    /// A fact of the handbook, which a decision may need or not.
    var isHandbookFact: Bool {
        guard case .fact(let fact) = self else { return false }
        return fact.definition.question != nil && !QuestionKey.asked.contains(self)
    }
}

extension SessionKeys {
    /// What a session of this workflow may have to ask, in about the order in which it asks. Not every one is asked in
    /// every session: the cards and the handbook decide.
    public static func mayBeAsked(
        in workflow: Workflow, knowing configuration: WorkstationConfiguration = WorkstationConfiguration()
    ) -> [String] {
        let set: [FactKey: Bool] = [
            .operatorRole: configuration.operatorRole != nil, .operatorCIMRole: configuration.cimRole != nil,
            .workstationSite: configuration.site != nil, .workstationDesignated: configuration.designated != nil,
        ]
        let read = workflow.factsRead
        let facts = read.filter { $0.definition.learnt == .byAsking }
        let setting = FactKey.allCases.filter { $0.definition.learnt == .fromSettings && set[$0] != true }
        let unread = FactKey.allCases.filter { $0.definition.learnt == .fromCard && read.contains($0) }
        let door = workflow == .replace ? [] : ["holder.reach"]
        let cim = configuration.cim == nil ? ["cim"] : []
        return door + cim + ["cim.loggedIn", "holder.confirmed"] + (facts + setting).map(\.rawValue) + ["holder.uuid"]
            + unread.map(\.rawValue) + ["step.1", "step.2", "…", "result"]
    }
}

extension AnswerForm {
    static let stepTrouble = AnswerForm.choice([
        .init("again", "Try again"), .init("noCode", "No security code came"), .init("giveUp", "Give up"),
    ])
}
