import Handbook
import JSON
import WorkstationSettings

/// The keys that a session takes answers to (command-line contract).
public enum SessionKeys {
    /// Facts that the handbook takes as not tried or not overseas while they are unknown (handbook-rules §1), one that the
    /// door tells and one that the readers mostly tell.
    public static let neverAsked = FactKey.allCases.filter { $0.definition.learnt == .unasked }.map(\.rawValue)

    /// The session's own questions.
    public static let own = [
        "holder.reach", "cim", "cim.loggedIn", "holder.confirmed", "holder.uuid", "card.series", "operator.uuid",
        "workstation.site", "decision.follow", "change", "result", "result.trouble",
    ]

    /// Said unasked where the operator's own card is found in place of another's.
    public static let ownCard = FactKey.holderIsOperator.rawValue
    /// Tells that from the answer to the handbook's question.
    static let ownCardInPlace = 1

    public static func isKnown(_ key: String) -> Bool {
        own.contains(key) || neverAsked.contains(key) || isFact(key) || isStep(key)
    }

    /// The form of a key's answers; nil where it isn't known before the question is asked, or what is told unasked.
    public static func form(of key: String) -> AnswerForm? {
        if isTrouble(key) { return AnswerForm.stepTrouble }
        if isStep(key) { return .step }
        let own: [Question] = [
            .reach, .cimPlace, .loggedIn, .operatorUUID, .holderUUID(because: ""), .result,
            .follow(isAdvice: false), .holderConfirmed(uuid: "", typed: false, isOwn: false),
        ]
        return own.first { $0.key == key }?.form ?? FactKey(rawValue: key).flatMap(FactQuestions.form)
    }

    /// `holder`, in a file that nests its keys.
    public static func isGroup(_ key: String) -> Bool {
        key == "step" || Facts.groups.contains(key) || own.contains { $0.hasPrefix(key + ".") }
    }

    private static func isStep(_ key: String) -> Bool {
        stepNumber(of: key) != nil
    }

    /// The number in `step.3` and `step.3.trouble`: at most two digits, so that no secret is one.
    static func stepNumber(of key: String) -> Int? {
        let step = isTrouble(key) ? key.dropLast(".trouble".count) : key[...]
        let digits = step.utf8.dropFirst("step.".utf8.count)
        guard step.hasPrefix("step."), (1...2).contains(digits.count), digits.first != 0x30,
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// A fact of the handbook, which a decision may need or not.
    static func isFact(_ key: String) -> Bool {
        !own.contains(key) && FactKey(rawValue: key)?.definition.question != nil
    }

    static func isTrouble(_ key: String) -> Bool { key.hasPrefix("step.") && key.hasSuffix(".trouble") }

    /// A single value in a file serves once: what it answers to is about one insertion, or one try.
    public static func servesOnce(_ key: String) -> Bool { key == "holder.confirmed" || key.hasSuffix(".trouble") }

    /// What a file without the key means; nil where it has to say it.
    public static func absent(_ key: String) -> JSONValue? {
        switch key {
        case "decision.follow": true
        case "operator.uuid": .null
        default: key.hasSuffix(".trouble") ? "giveUp" : nil
        }
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
