import Configuration
import Handbook

/// The keys that a session takes answers to (command-line contract).
public enum SessionKeys {
    /// Facts that the handbook takes as not tried or not overseas while they are unknown (handbook-rules §1), and one
    /// that the readers mostly tell.
    public static let neverAsked = [
        "holder.location", "workstation.keyboardReader", "attempts.selfServiceUnlock", "attempts.assistedUnlock",
        "attempts.selfRenewal", "attempts.assistedRenewal", "attempts.repair",
    ]

    /// The session's own questions.
    public static let own = [
        "cim.loggedIn", "holder.confirmed", "holder.anotherCard", "holder.uuid", "card.series", "operator.uuid",
        "workstation.site", "result",
    ]

    public static func isKnown(_ key: String) -> Bool {
        own.contains(key) || neverAsked.contains(key) || FactQuestions.keys.contains(key) || isStep(key)
    }

    /// The form of a key's answers; nil where it isn't known before the question is asked, or what is told unasked.
    public static func form(of key: String) -> AnswerForm? {
        if isStep(key) { return .step }
        let own: [Question] = [
            .loggedIn, .operatorUUID, .series, .anotherCard, .holderUUID(because: ""), .result(""),
            .holderConfirmed(uuid: "", typed: false, isOwn: false),
        ]
        if key == FactKey.workstationKeyboardReader.rawValue { return .yesNo }
        return own.first { $0.key == key }?.form ?? FactQuestions.form(of: key)
    }

    /// `holder`, in a file that nests its keys.
    public static func isGroup(_ key: String) -> Bool {
        ["cim", "holder", "card", "operator", "workstation", "attempts", "replace", "step"].contains(key)
    }

    private static func isStep(_ key: String) -> Bool {
        guard key.hasPrefix("step."), (6...7).contains(key.utf8.count) else { return false }
        return key.utf8.dropFirst(5).allSatisfy { (0x30...0x39).contains($0) } && key.utf8.dropFirst(5).first != 0x30
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
                    "holder.emailOwnedByESR", "holder.employer", "holder.present",
                ]
            case .renew:
                [
                    "card.series", "holder.passcodeKnown", "holder.email", "holder.mobileOnProfile",
                    "holder.emailOwnedByESR", "holder.employer", "holder.present",
                ]
            case .email: ["holder.emailOwnedByESR", "holder.newEmail"]
            case .replace: ["replace.reason", "holder.hasOtherCard"]
            }
        let unread = ["holder.uuid"] + (workflow == .replace ? [] : ["card.lock", "card.certificatesExpire"])
        return ["cim.loggedIn", "holder.confirmed"] + facts + setting + unread + ["step.1", "step.2", "…", "result"]
    }
}
