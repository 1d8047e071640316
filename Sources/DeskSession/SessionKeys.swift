import Handbook
import JSON
import WorkstationSettings

/// The keys that a session takes answers to (command-line contract).
public enum SessionKeys {
    /// Facts that the handbook takes as not tried or not overseas while they are unknown (handbook-rules §1), one that the
    /// door tells and one that the readers mostly tell.
    public static let neverAsked = [
        "holder.location", "holder.present", "workstation.keyboardReader", "attempts.selfServiceUnlock",
        "attempts.assistedUnlock", "attempts.selfRenewal", "attempts.assistedRenewal", "attempts.repair",
    ]

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
        own.contains(key) || neverAsked.contains(key) || FactQuestions.keys.contains(key) || isStep(key)
    }

    /// The form of a key's answers; nil where it isn't known before the question is asked, or what is told unasked.
    public static func form(of key: String) -> AnswerForm? {
        if isTrouble(key) { return AnswerForm.stepTrouble }
        if isStep(key) { return .step }
        let own: [Question] = [
            .reach, .cimPlace, .loggedIn, .operatorUUID, .series, .holderUUID(because: ""), .result,
            .follow(isAdvice: false), .holderConfirmed(uuid: "", typed: false, isOwn: false),
        ]
        if key == FactKey.workstationKeyboardReader.rawValue { return .yesNo }
        return own.first { $0.key == key }?.form ?? FactQuestions.form(of: key)
    }

    /// `holder`, in a file that nests its keys.
    public static func isGroup(_ key: String) -> Bool {
        [
            "cim", "holder", "card", "operator", "workstation", "attempts", "replace", "step", "decision", "result",
        ].contains(key)
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
    static func isFact(_ key: String) -> Bool { FactQuestions.keys.contains(key) }

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
        let set = [
            ("operator.role", configuration.operatorRole != nil), ("operator.cimRole", configuration.cimRole != nil),
            ("workstation.site", configuration.site != nil),
            ("workstation.designated", configuration.designated != nil),
        ]
        let setting = set.filter { !$0.1 }.map(\.0)
        let facts: [String] =
            switch workflow {
            case .unlock:
                [
                    "card.series", "holder.passcodeKnown", "holder.email", "holder.mobileOnProfile",
                    "holder.emailOwnedByESR", "holder.employer",
                ]
            case .renew:
                [
                    "card.series", "holder.passcodeKnown", "holder.email", "holder.mobileOnProfile",
                    "holder.emailOwnedByESR", "holder.employer",
                ]
            case .email: ["holder.emailOwnedByESR", "holder.newEmail"]
            case .replace: ["replace.reason", "holder.hasOtherCard"]
            }
        let unread = ["holder.uuid"] + (workflow == .replace ? [] : ["card.lock", "card.certificatesExpire"])
        let door = workflow == .replace ? [] : ["holder.reach"]
        let cim = configuration.cim == nil ? ["cim"] : []
        return door + cim + ["cim.loggedIn", "holder.confirmed"] + facts + setting + unread
            + ["step.1", "step.2", "…", "result"]
    }
}

extension AnswerForm {
    static let stepTrouble = AnswerForm.choice([
        .init("again", "Try again"), .init("noCode", "No security code came"), .init("giveUp", "Give up"),
    ])
}
