import Handbook
import JSON
import NextSteps

/// One question to the operator. The answer is a JSON value, whatever front end it comes from.
public struct Question: Hashable, Sendable {
    /// What it is about.
    public var about: QuestionKey
    public var text: String
    /// Why it is asked.
    public var why: String
    public var form: AnswerForm
    /// "I don't know" is taken.
    public var allowsUnknown: Bool
    /// The block of steps that this question goes with: what one person does before we need to know anything.
    public var steps: [StepToTake] = []
    /// What is read out, or looked up elsewhere; and what it is.
    public var sheet: [StepToTake] = []
    public var sheetTitle = ""
    /// What Enter alone stands for at a prompt; nil where nothing may be taken for granted.
    public var standard: JSONValue?
    /// Tells the same question apart when it is asked anew: about another insertion, or on another route.
    public var scope = 0

    public init(
        about: QuestionKey, text: String, why: String, form: AnswerForm, allowsUnknown: Bool,
        standard: JSONValue? = nil,
        steps: [StepToTake] = []
    ) {
        self.about = about
        self.text = text
        self.why = why
        self.form = form
        self.allowsUnknown = allowsUnknown
        self.standard = standard
        self.steps = steps
    }

    /// The fact's key, or one of the session's own, as programs write it (command-line contract).
    public var key: String { about.rawValue }
}

/// One step of a route, as it is shown.
public struct StepToTake: Hashable, Sendable {
    /// Counted from 1.
    public var number: Int
    public var count: Int
    public var text: String
    /// It is the holder's turn: the operator looks away.
    public var isForHolder: Bool
    /// What to keep in mind.
    public var remarks: [String]
    /// What helps with it; the text is complete without. A front end says how it is done there.
    public var next: NextStep?
    var stage = Step.Stage.work

    public init(
        number: Int, count: Int, text: String, isForHolder: Bool, remarks: [String] = [], next: NextStep? = nil,
        stage: Step.Stage = .work
    ) {
        self.next = next
        self.remarks = remarks
        self.stage = stage
        self.number = number
        self.count = count
        self.text = text
        self.isForHolder = isForHolder
    }
}

extension StepToTake {
    /// In one line, with what to keep in mind first.
    public var textWithRemarks: String { (remarks + [text]).joined(separator: " ") }
}

/// What an answer looks like.
public enum AnswerForm: Hashable, Sendable {
    case yesNo
    case choice([Choice])
    /// An RFC 3339 instant, or a bare date.
    case date
    case emailAddress
    /// Twelve digits.
    case uuid
    case number(ClosedRange<Int>)
    /// `done`, `failed`, or an error code as CIM shows it.
    case step

    /// A word that a program sends, and what a person reads.
    public struct Choice: Hashable, Sendable {
        public var value: String
        public var label: String

        public init(_ value: String, _ label: String) {
            self.value = value
            self.label = label
        }
    }
}

extension AnswerForm {
    /// The values to choose from, as the conversation lists them; null where anything of the right form goes.
    public var choices: JSONValue {
        switch self {
        case .yesNo: [true, false]
        case .choice(let choices): .array(choices.map { .string($0.value) })
        case .step: ["done", "failed"]
        case .date, .emailAddress, .uuid, .number: .null
        }
    }
}
