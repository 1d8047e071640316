import Handbook
import NextSteps

/// Somebody to turn to: a role, a firm or a desk, never a person's name.
public struct Contact: Sendable, Hashable {
    public var kind: ContactKind
    public var who: String
    /// The number, the address, or the way there. Empty for what is done here, until a front end has said how, see
    /// ``CallAnswer/said(by:)``.
    public var how: String
    /// The session that is the way, for what is done here.
    public var run: NextStep.Work?
    /// What to say there: a customer number, a bleep.
    public var quote: String?
    public var reaches: Reach
    public var hours: OpeningHours
    /// The supplier's own target, in words.
    public var targetFix: String?
    /// The number is shown as it is printed and can't be right.
    public var isDoubtful: Bool
    /// The impacts at which it is a contact.
    public var impacts: Set<Impact>
    public var citation: Citation
}

/// Somebody who must hear of it, without being asked to put it right.
public struct Notice: Sendable, Hashable {
    public var who: String
    public var how: String
    public var when: String
    public var impacts: Set<Impact>
    public var citation: Citation
}
