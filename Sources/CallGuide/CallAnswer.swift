import Handbook
import Instants
import NextSteps

/// Whom to call now, in order, and what goes with it.
public struct CallAnswer: Sendable, Hashable {
    public var system: SupportSystem
    public var problem: Problem?
    public var site: String?
    public var at: UTCInstant
    public var impact: Impact
    public var digitalSupport: DigitalSupport
    public var tryFirst: [String]
    /// The open ones first.
    public var contacts: [ContactNow]
    public var inform: [Notice]
    public var escalate: [String]
    public var record: String
    public var notes: [String]
    public var warnings: [CallWarning]
}

extension CallAnswer {
    /// The same with what is done here in a front end's own words: a command, or a button.
    public func said(by say: (NextStep) -> String) -> CallAnswer {
        var answer = self
        for index in answer.contacts.indices {
            if let work = contacts[index].contact.run { answer.contacts[index].contact.how = say(.run(work)) }
        }
        return answer
    }
}

/// A contact at a moment.
public struct ContactNow: Sendable, Hashable {
    public var contact: Contact
    public var state: OpenState
}

/// Whether the Digital Team is there, and who says so.
public struct DigitalSupport: Sendable, Hashable {
    public enum Source: String, Sendable, Hashable {
        case option
        case configuration
        case assumed
    }

    public var isAvailable: Bool
    public var source: Source
    /// When the team leaves, or comes; nil where no such time is known.
    public var changesAt: UTCInstant?
}

/// What makes an answer less certain.
public enum CallWarning: String, Sendable, Hashable, CaseIterable {
    case nobodyNow = "nobody-now"
    case siteUnknown = "site-unknown"
    case numberDoubtful = "number-doubtful"
    case formNeedsTheLine = "form-needs-the-line"
    case hoursAssumed = "hours-assumed"
    case bankHoliday = "bank-holiday"
    case bankHolidaysUnknown = "bank-holidays-unknown"
    case sourcePastReview = "source-past-review"

    /// For people.
    public var sentence: String {
        switch self {
        case .nobodyNow: "Nobody named here answers now. If it can't wait, turn to the On Call Manager."
        case .siteUnknown: "The site isn't known, and who looks after the line differs from site to site."
        case .numberDoubtful:
            "The handbook prints this number with one digit too many. If it doesn't connect, ask EMIS for the right one."
        case .formNeedsTheLine: "The form needs the line that is lost. Send it from somewhere else, or from a mobile."
        case .hoursAssumed:
            "The handbook gives no hours for the Digital Team. Monday to Friday, 08:00 to 18:00, is assumed."
        case .bankHoliday:
            "It is a bank holiday, and the handbook doesn't say whether a contact here keeps its hours then."
        case .bankHolidaysUnknown: "The bank holidays of that day aren't known, so the day of the week decides."
        case .sourcePastReview: "The handbook is past its review (4 August 2026). Check with the Digital Team."
        }
    }
}
