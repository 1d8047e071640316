import Instants
import JSON

/// All there is to say of one fact: what stands in a file, what is asked, what an "I don't know" counts as.
public struct FactDefinition: Sendable {
    /// `holder.email`: the group, which is a member of `Facts`, and the member there.
    public let name: String
    /// In a few words, for lists of answers and of what isn't known.
    public let short: String
    /// How a session comes to know it.
    public let learnt: Learnt
    public let form: FactForm
    /// Nil for a fact that nobody is asked for.
    public let question: FactQuestion?
    /// The handbook says what an "I don't know" counts as.
    public let hasDefault: Bool

    /// Where it is kept.
    let path: any PartialKeyPath<Facts> & Sendable
    /// The value that an "I don't know" counts as.
    let assumed: (any Sendable)?
    /// The words that it can have, or true and false; nil for a number, a date or a free text.
    let choices: @Sendable (LocalPractice) -> [JSONValue]?
    /// Values that rules tell apart, where there are no choices.
    let examples: Examples
    /// Leaves of it what may be kept; nil where that is all.
    let redact: (@Sendable (inout Facts) -> Void)?
    let json: @Sendable (Facts) -> JSONValue?
    let set: @Sendable (inout Facts, JSONValue, LocalPractice) throws(FactMistake) -> Void

    /// Examples may depend on the site's practice and on the time.
    typealias Examples = @Sendable (LocalPractice, UTCInstant?) -> [JSONValue]

    /// How a session comes to know a fact.
    public enum Learnt: Sendable, Hashable {
        case fromClock
        /// From the readers that are here.
        case fromReaders
        /// From the holder's card; asked where the card doesn't tell.
        case fromCard
        /// From whose cards are here.
        case fromBothCards
        /// From the workstation's settings; asked where they don't say.
        case fromSettings
        /// Asked when a rule needs it, or, for the series, before.
        case byAsking
        /// Never asked: somebody says so unasked, a file or the session's own course.
        case unasked
    }

    /// What an "I don't know" counts as.
    enum DontKnow<Value: Sendable>: Sendable {
        /// It can't be said: the fact can only be left unknown.
        case cannotBeSaid
        case countsAs(Value)
        /// No value: the conditions that read it say what it counts as.
        case isForConditions
    }

    init<Value: Sendable>(
        _ name: String, _ path: any WritableKeyPath<Facts, Value?> & Sendable, _ codec: FactCodec<Value>,
        learnt: Learnt, dontKnow: DontKnow<Value> = .cannotBeSaid, short: String,
        examples: @escaping Examples = { _, _ in [] }, question: FactQuestion? = nil
    ) {
        self.name = name
        self.short = short
        self.learnt = learnt
        self.question = question
        self.path = path
        self.examples = examples
        form = codec.form
        choices = codec.choices
        switch dontKnow {
        case .cannotBeSaid: (hasDefault, assumed) = (false, nil)
        case .countsAs(let value): (hasDefault, assumed) = (true, value)
        case .isForConditions: (hasDefault, assumed) = (true, nil)
        }
        if let kept = codec.kept {
            redact = { facts in facts[keyPath: path] = facts[keyPath: path].map(kept) }
        } else {
            redact = nil
        }
        json = { facts in facts[keyPath: path].map(codec.json) }
        set = { (facts, json, practice) throws(FactMistake) in
            facts[keyPath: path] = try codec.value(FactValue(key: name, json: json), practice)
        }
    }

    /// `holder`; nil for a fact that stands by itself.
    public var group: String? { name.firstIndex(of: ".").map { String(name[..<$0]) } }

    /// Every value that rules tell apart. For a date, a number or an address: examples.
    func examples(practice: LocalPractice, now: UTCInstant?) -> [JSONValue] {
        choices(practice) ?? examples(practice, now)
    }
}

/// What a fact's value is, as far as it matters to whoever asks.
public enum FactForm: Sendable, Hashable {
    case yesNo
    /// One of a set of words.
    case word
    /// One of the words that the local practice lays down.
    case localWord
    case number(ClosedRange<Int>)
    /// A date and time with its offset.
    case instant
    /// The same, or a bare date.
    case date
    case emailAddress
}

/// A fact's question, in each voice in which it is asked.
public struct FactQuestion: Sendable {
    public let text: String
    /// Why it is asked.
    public let why: String
    /// The words where the card is the operator's own.
    public let ofOwnCard: String?
    /// The words where the holder's word is all there is: on the telephone, and where no log-in is needed.
    public let withoutProfile: String?
    /// What an empty answer stands for; nil where nothing may be taken for granted.
    public let standard: JSONValue?
    /// The words to choose from, and what a person reads for each.
    public let answers: Answers

    public typealias Answers = @Sendable (LocalPractice) -> [(value: String, label: String)]

    init(
        _ text: String, because why: String, ofOwnCard: String? = nil, withoutProfile: String? = nil,
        standard: JSONValue? = nil, answers: @escaping Answers = { _ in [] }
    ) {
        self.text = text
        self.why = why
        self.ofOwnCard = ofOwnCard
        self.withoutProfile = withoutProfile
        self.standard = standard
        self.answers = answers
    }
}
