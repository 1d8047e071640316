import Handbook

/// What a question is about. A key that stands in a file, in the log or in a conversation is its `rawValue`.
public enum QuestionKey: Hashable, Sendable, CustomStringConvertible {
    /// A fact of the handbook.
    case fact(FactKey)
    /// One of the session's own.
    case own(Own)
    /// A block of steps, by the number of one of them.
    case step(Int)
    /// What to do about a step that didn't work.
    case trouble(Int)

    public enum Own: String, Hashable, Sendable, CaseIterable {
        case reach = "holder.reach"
        case cim
        case loggedIn = "cim.loggedIn"
        case confirmed = "holder.confirmed"
        case holderUUID = "holder.uuid"
        case operatorUUID = "operator.uuid"
        case follow = "decision.follow"
        case change
        case result
        case resultTrouble = "result.trouble"
    }

    /// Nil for what no session asks.
    public init?(rawValue: String) {
        if let fact = FactKey(rawValue: rawValue) {
            self = .fact(fact)
        } else if let own = Own(rawValue: rawValue) {
            self = .own(own)
        } else if let step = QuestionKey(step: rawValue) {
            self = step
        } else {
            return nil
        }
    }

    /// `step.3` and `step.3.trouble`: at most two digits, so that no secret is one.
    private init?(step text: String) {
        let isTrouble = text.hasSuffix(".trouble")
        let step = isTrouble ? text.dropLast(".trouble".count) : text[...]
        let digits = step.utf8.dropFirst("step.".utf8.count)
        guard step.hasPrefix("step."), (1...2).contains(digits.count), digits.first != 0x30,
            digits.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(String(decoding: digits, as: UTF8.self))
        else { return nil }
        self = isTrouble ? .trouble(number) : .step(number)
    }

    public var rawValue: String {
        switch self {
        case .fact(let fact): fact.rawValue
        case .own(let own): own.rawValue
        case .step(let number): "step.\(number)"
        case .trouble(let number): "step.\(number).trouble"
        }
    }

    public var description: String { rawValue }
}

extension QuestionKey {
    /// The step's number; nil where it is about something else.
    var stepNumber: Int? {
        switch self {
        case .step(let number), .trouble(let number): number
        case .fact, .own: nil
        }
    }

    /// It is about how the work came out.
    var isResult: Bool { self == .own(.result) || self == .own(.resultTrouble) }

    /// In a few words, for the list of what can be changed.
    public var words: String {
        switch self {
        case .fact(let fact): fact.definition.short
        case .own(.reach): "Where the holder is"
        case .own(.holderUUID): "The holder's UUID"
        case .own(.operatorUUID): "Your own UUID"
        case .own(.confirmed): "The right card and person"
        case .own(.cim): "Where Care Identity Management is"
        case .own(.loggedIn): "Whether you are logged in"
        case .own(.follow), .own(.change), .own(.result), .own(.resultTrouble), .step, .trouble: rawValue
        }
    }
}
